"""The way of the user's own request: a login's second request, redirects, and where they end."""

from collections.abc import Sequence
from dataclasses import replace

from wwwhy.diagnosis.login import answer_challenge, not_spoken, opening
from wwwhy.diagnosis.redirects import next_hop
from wwwhy.errors import Sentence
from wwwhy.model import Exchange, Failure, NotChecked, Request, Transport
from wwwhy.model.cookies import Jar

QUIC_PATIENCE = 3.0
"""Seconds that a QUIC handshake may take where an older version is asked for after it; curl asks
for both nearly at once. A lost packet is sent again after one (RFC 9002 section 6.2.2)."""
_MOST_VISITS = 5
"""How often a chain of redirects may come by one address before it is a circle."""


class Journey:
    """What a user agent sends next, one decision at a time.

    Arguments:
        request: what the user asked for, with its whole body.
        most_requests: how many may be sent in all.
        now: our clock when it began, in seconds since the epoch.

    Attributes:
        withheld: what the request to be sent next leaves behind: method, body or names of fields.

    """

    def __init__(self, request: Request, *, most_requests: int, now: float) -> None:
        self.withheld: tuple[str, ...] = ()
        self._whole = request
        self._most = most_requests
        self._now = now
        self._jar = Jar()
        self._visited: set[tuple[str, str, str | None]] = set()

    def begin(self) -> Request:
        """Return the first request."""
        first = self._leaving(self._whole, ())
        patience = _quic_patience(first.transport)
        if patience == first.transport.connect_timeout:
            return first
        return first.with_transport(connect_timeout=patience)

    def follow(self, hops: Sequence[Exchange]) -> Request | Failure | None:
        """Return the request that comes next; a failure if there is no end; None at the end.

        Arguments:
            hops: what was exchanged so far, the newest last.

        """
        hop = hops[-1]
        if hop.response is not None and hop.request.cookie_jar:
            self._jar.learn(hop.request.url, hop.response.fields, self._now)
        older = _older_version(hop, self._whole)
        if older is not None:
            self._whole = older
            return self._leaving(older, ())
        answer = answer_challenge(hop, self._whole)
        if answer is not None:
            self.withheld, self._whole = (), answer
            return answer
        step = None
        if hop.request.follow_redirects:
            step = next_hop(replace(hop, request=self._whole), self._jar, self._now)
        if step is None:
            return None
        failure = self._endless(hops, step.request)
        if failure is not None:
            return failure
        self._whole = step.request
        return self._leaving(step.request, step.withheld)

    def not_checked(self, hops: Sequence[Exchange]) -> tuple[NotChecked, ...]:
        """Return the login that curl would have carried out, and that is not carried out here."""
        scheme = not_spoken(hops[-1]) if hops else None
        return () if scheme is None else (NotChecked("login", "not_spoken", scheme),)

    def _leaving(self, whole: Request, withheld: tuple[str, ...]) -> Request:
        leaves = opening(whole)
        self.withheld = withheld if leaves is whole else (*withheld, "body")
        return leaves

    def _endless(self, hops: Sequence[Exchange], step: Request) -> Failure | None:
        """Say that redirects have no end, and whether that is a circle: an address came again."""
        hop = hops[-1]
        self._visited.add(_visit(hop.request))
        redirects = sum(1 for each in hops if each.response and each.response.is_redirect)
        # A session id of its own for every visit would hide the circle from `_visited`.
        visits = sum(1 for each in hops if each.request.url == step.url)
        again = _visit(step) in self._visited and not self._may_yet_end(hops)
        too_many = redirects > min(hop.request.max_redirects, self._most - 1)
        if not (again or too_many or visits >= _MOST_VISITS):
            return None
        detail = Sentence("Redirects without an end in sight, {count} so far.", count=len(hops))
        if visits:
            detail = Sentence(
                "The redirects lead back to where the request has been already, {count} so far.",
                count=len(hops),
            )
        return Failure("http.response.redirect_loop", detail, {"hops": len(hops)})

    @staticmethod
    def _may_yet_end(hops: Sequence[Exchange]) -> bool:
        """Whether a first redirect to itself sets a cookie: whether that comes back is to be seen.

        Without a second visit nothing shows that a cookie which was set is not sent.
        """
        response = hops[-1].response
        sets = response is not None and "set-cookie" in response.fields
        return len(hops) == 1 and sets and hops[0].request.cookie_jar


def _quic_patience(transport: Transport) -> float:
    patience = transport.connect_timeout
    may_fall_back = transport.http_version == "3" and transport.falls_back
    return min(patience, QUIC_PATIENCE) if may_fall_back else patience


def _older_version(hop: Exchange, whole: Request) -> Request | None:
    """Return the request as curl's --http3 sends it where no QUIC connection came up: over TCP.

    Nothing of it has left by then (RFC 9114 section 3.1).
    """
    transport, failure, tls = hop.request.transport, hop.failure, hop.connection.tls
    if transport.http_version != "3" or not transport.falls_back or failure is None:
        return None
    came_up = hop.response is not None or (tls is not None and tls.handshake_done)
    if came_up or failure.is_ours or failure.phase not in {"tcp", "tls", "http"}:
        return None
    # Over TCP the certificate would be the same.
    return None if failure.matches("tls.cert.*") else whole.with_transport(http_version="auto")


def _visit(request: Request) -> tuple[str, str, str | None]:
    return request.method, str(request.url), request.fields.get("cookie")

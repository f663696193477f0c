"""The certificates a handshake showed, what is to be said against them, and whose clock says so.

Shared by the causes that judge a certificate. All reasons are known from one handshake; the one
for which the client gave up is the one that bites first.
"""

import re
from dataclasses import dataclass

from wwwhy.causes.case import Case
from wwwhy.model import Certificate, Exchange, Proxy, Strength, TlsFacts, VerifyError

BEHIND = "unverified-anonymous"
"""The probe that looks behind the error: it knows the certificate too, and the server's clock."""
_COMMON_NAME = re.compile(r"(?:^|[,+])CN=((?:\\.|[^\\,+])*)")
_MAX_NAME = 120
_PATH_REASONS = frozenset({"self_signed", "unknown_issuer", "incomplete_chain"})
_USUAL_LISTS = frozenset(
    {"ca-certificates.crt", "ca-bundle.crt", "ca-bundle.pem", "cert.pem", "cacert.pem", "certs"}
)
_AGE = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A server's certificates with the reasons against them, and the exchange they were seen in."""

    facts: TlsFacts
    exchange: int

    @property
    def path(self) -> tuple[Certificate, ...]:
        """The certificates from the server's own upwards, linked by the issuers' names."""
        chain = self.facts.chain
        linked = list(chain[:1])
        while linked and not linked[-1].is_self_issued and len(linked) < len(chain):
            rest = (each for each in chain[1:] if each not in linked)
            above = next((each for each in rest if each.subject == linked[-1].issuer), None)
            if above is None:
                break
            linked.append(above)
        return tuple(linked)

    @property
    def strays(self) -> tuple[Certificate, ...]:
        """What the server sent beside the path."""
        path = self.path
        return tuple(each for each in self.facts.chain if each not in path)

    def errors(self, *reasons: str) -> tuple[VerifyError, ...]:
        """Return what is said against the chain for one of these reasons."""
        return tuple(each for each in self.facts.verify_errors if each.reason in reasons)

    def at(self, depth: int) -> Certificate | None:
        """Return the certificate at a depth of the path; None if the server did not send it."""
        return self.path[depth] if depth < len(self.path) else None


def seen(case: Case) -> Seen | None:
    """Return the chain that the client refused; None where nobody wrote it down.

    A recorded exchange has none; then our own look behind the error stands in for it.
    """
    if case.failure is None or not case.failure.matches("tls.cert.*"):
        return None
    for exchange in (case.exchange, case.probe(BEHIND).first):
        facts = exchange.connection.tls if exchange else None
        if exchange is not None and facts is not None and facts.chain:
            return Seen(facts, exchange.index)
    return None


def is_unwitnessed(case: Case) -> bool:
    """Whether the failure is known by its name only, as from a browser's or curl's message."""
    return case.exchange.connection.tls is None and seen(case) is None


def is_first(case: Case, *reasons: str) -> bool:
    """Whether the client gave up for one of these reasons, and not for another that holds too."""
    given = case.failure.native.get("reason") if case.failure else None
    found = seen(case)
    if given is None and found is not None and found.facts.verify_errors:
        given = found.facts.verify_errors[0].reason
    return given in reasons


def strength(case: Case, *reasons: str) -> Strength:
    """Return how much a reason weighs: the one that bites first comes first."""
    return Strength.CONCLUSIVE if is_first(case, *reasons) else Strength.STRONG


def https_proxy(case: Case) -> Proxy | None:
    """Return the https proxy whose own certificate was refused; None where it is the server's."""
    at_proxy = case.failure is not None and case.failure.phase == "proxy"
    return case.request.transport.proxy if at_proxy else None


def asked_host(case: Case) -> str:
    """Return the name the certificate had to be for: the server's, or that of an https proxy."""
    proxy = https_proxy(case)
    return proxy.host if proxy else case.request.url.host


def asked_port(case: Case) -> int:
    """Return the port that belongs to `asked_host`."""
    proxy = https_proxy(case)
    return proxy.port if proxy else case.request.url.port


def show_command(case: Case) -> str:
    """Return the command that shows the chain as the server sends it."""
    host, port = asked_host(case), asked_port(case)
    connect = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    name = "" if case.request.url.host_is_address else f" -servername {host}"
    return f"openssl s_client -connect {connect}{name} -showcerts </dev/null"


def other_stores(found: Seen) -> tuple[str, ...]:
    """Return the lists of authorities that trust the chain although the user's own does not."""
    return tuple(store for store in found.facts.trusted_by if store != "user")


def named(distinguished_name: str) -> str:
    """Return the common name of a subject or issuer; all of it where it has none (RFC 4514)."""
    match = _COMMON_NAME.search(distinguished_name)
    name = re.sub(r"\\(.)", r"\1", match[1]) if match else ""
    return (name.strip() or distinguished_name or "?")[:_MAX_NAME]


def server_clock(case: Case) -> tuple[float, Exchange] | None:
    """Return what time the server said it was, and where; None if it never said.

    Only this host's own answers count. A cached answer tells the time of its making and its age
    since (RFC 9111 section 5.1).
    """
    behind = case.probe(BEHIND).exchanges
    for exchange in (*behind, *reversed(case.hops)):
        response = exchange.response
        if response is None or exchange.request.url.host != asked_host(case):
            continue
        age = (response.fields.get("age") or "").strip()
        if response.date is not None:
            return response.date + (int(age) if _AGE.fullmatch(age) else 0), exchange
    return None


def completed(case: Case) -> Exchange | None:
    """Return the exchange in which a missing issuer was really fetched; None if none was."""
    exchange = case.probe("chain-completed").first
    facts = exchange.connection.tls if exchange else None
    return exchange if facts is not None and facts.issuers else None


def is_trusted(exchange: Exchange) -> bool:
    """Whether its chain leads to a trusted authority, whatever else is against it."""
    facts = exchange.connection.tls
    return facts is not None and bool(facts.chain) and not _path_errors(facts)


def own_list(case: Case) -> str | None:
    """Return the file of authorities that the user's command names; None if it is a usual bundle.

    Debian, Fedora and others set SSL_CERT_FILE to the system's own list in some images.
    """
    tls = case.request.transport.tls
    path = tls.ca_file or tls.ca_path
    name = (path or "").rstrip("/").rpartition("/")[2].lower()
    return None if path is None or name in _USUAL_LISTS else path


def _path_errors(facts: TlsFacts) -> tuple[VerifyError, ...]:
    return tuple(each for each in facts.verify_errors if each.reason in _PATH_REASONS)

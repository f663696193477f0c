"""The web server keeps the Authorization field from the program behind it (CGI, FastCGI, PHP)."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials import inside, login
from wwwhy.causes.credentials.keeping import Kept, evidence_of, kept, utmost
from wwwhy.causes.refusal import challenge_error, challenged_schemes, outer_realm
from wwwhy.causes.upstream.backends import backend_of
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict
from wwwhy.sources.curl import quoted

_COPIED = "authorization-copied"
_SERVERS_OWN = frozenset({"AH01614", "AH01617", "AH01618", "AH01631", "AH01790", "AH01794"})
"""Apache itself judged the credentials (mod_auth_basic, mod_auth_digest, mod_authz_core)."""
_NEVER = re.compile(r"(?!)")
_REFUSES_IT = re.compile(
    r"invalid|incorrect|wrong|expired|malformed|bad.(?:token|cred)", re.IGNORECASE
)


def judge(case: Case) -> Finding | None:
    """Compare with a request that carries nothing: to a program behind the server it is the same.

    The configuration that keeps the field back proves it together with that. The same credential
    under another name, which servers do pass, makes it likely where the program takes it.
    """
    scheme = asking.scheme_of(case.request)
    if not scheme or _is_servers_own(case):
        return None
    held = kept(case)
    inner, apache = inside.is_passed_inside(case), inside.is_apache(case)
    if not (held or inner or apache):
        return None
    anonymous = case.probe("without-credentials")
    # Where a login in front has its own realm, that one answered, and not the program.
    in_front = outer_realm(case) is not None
    apart = None if in_front else asking.told_apart(case, anonymous)
    at = anonymous.first.index if anonymous.first else None
    if apart:
        read = Evidence("field_arrives", {}, Strength.STRONG, Polarity.AGAINST, at)
        return Finding(Verdict.RULED_OUT, (read,))
    same = (Evidence("as_if_nothing_was_sent", exchange=at),) if apart is False else ()
    configured = evidence_of(held, case) if held else ()
    missing = _missing(case)
    evidence = (*configured, *same, *missing)
    # Without the configuration a program that reads no other name would look the same.
    most = utmost(held, case) if held else Verdict.LIKELY
    healed = case.healed_by(_COPIED)
    if healed is not None:
        values = {"before": case.outcome, "after": healed.status}
        flip = Evidence("copy_arrives", values, Strength.CONCLUSIVE, exchange=healed.index)
        verdict = Verdict.PROVED if most is Verdict.PROVED else Verdict.LIKELY
        return Finding(verdict, (*evidence, flip), repair=healed.index)
    # A program that wants this very scheme, or says that it got nothing, would have used the field.
    wanted = scheme in challenged_schemes(case) or bool(missing)
    if most is Verdict.PROVED and same and wanted and not _names_a_fault(case):
        return Finding(Verdict.PROVED, evidence, wants=(_COPIED,))
    by_config = held is not None and most is not Verdict.POSSIBLE
    silent = bool(same) and (by_config or (inner and apache and not _names_a_fault(case)))
    likely = silent or (by_config and in_front)
    verdict = Verdict.LIKELY if likely else Verdict.POSSIBLE
    return Finding(verdict, evidence, next_experiment=_next(case, held, scheme))


def _next(case: Case, held: Kept | None, scheme: str) -> NextExperiment:
    """Ask the server behind a gateway directly; a program inside has to say what it sees."""
    backend = backend_of(case) if held is not None and held.how != "configured_so" else None
    if backend is None or not backend.url.startswith("http") or "unix:" in backend.url:
        return NextExperiment("look_inside")
    url = case.request.url
    words = ("curl", "-i", *login.options(scheme), "-H", f"Host: {url.authority}")
    command = " ".join(quoted(word) for word in (*words, f"{backend.url}{url.target}"))
    return NextExperiment("ask_behind", command=command)


def _is_servers_own(case: Case) -> bool:
    """Whether the web server itself judged the credentials, so that nobody behind it was asked."""
    own = inside.is_own_page(case) or inside.is_gateways_own(case)
    return own or asking.own_word(case, _NEVER, _SERVERS_OWN) is not None


def _names_a_fault(case: Case) -> bool:
    """Whether the answer finds fault with credentials, which it then must have seen."""
    text = case.response.text[:4096] if case.response else ""
    return challenge_error(case) is not None or _REFUSES_IT.search(text) is not None


def _missing(case: Case) -> tuple[Evidence, ...]:
    words = asking.says_missing(case.response)
    if words is None:
        return ()
    at = case.exchange.index
    return (Evidence("says_missing", {"words": words}, exchange=at, pointer="response.body"),)

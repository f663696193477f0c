"""The web server keeps the Authorization field from the program behind it (CGI, FastCGI, PHP)."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials import inside
from wwwhy.causes.refusal import challenge_error, challenged_schemes, outer_realm
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

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
    kept = _kept(case)
    inner, apache = inside.is_passed_inside(case), inside.is_apache(case)
    if not (kept or inner or apache):
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
    missing = _missing(case)
    evidence = (*kept, *same, *missing)
    healed = case.healed_by(_COPIED)
    if healed is not None:
        values = {"before": case.outcome, "after": healed.status}
        flip = Evidence("copy_arrives", values, Strength.CONCLUSIVE, exchange=healed.index)
        # Without the configuration a program that reads no other name would look the same.
        verdict = Verdict.PROVED if kept and not _may_be_undone(case) else Verdict.LIKELY
        return Finding(verdict, (*evidence, flip), repair=healed.index)
    # A program that wants this very scheme, or says that it got nothing, would have used the field.
    wanted = scheme in challenged_schemes(case) or bool(missing)
    if kept and same and wanted and not (_may_be_undone(case) or _names_a_fault(case)):
        return Finding(Verdict.PROVED, evidence, wants=(_COPIED,))
    silent = bool(same) and (bool(kept) or (inner and apache and not _names_a_fault(case)))
    likely = silent or (bool(kept) and in_front)
    return Finding(
        Verdict.LIKELY if likely else Verdict.POSSIBLE,
        evidence,
        next_experiment=NextExperiment("look_inside"),
    )


def _is_servers_own(case: Case) -> bool:
    """Whether the web server itself judged the credentials, so that nobody behind it was asked."""
    return inside.is_own_page(case) or asking.own_word(case, _NEVER, _SERVERS_OWN) is not None


def _may_be_undone(case: Case) -> bool:
    return any(inside.may_be_changed_by_htaccess(each, case.request) for each in case.config)


def _names_a_fault(case: Case) -> bool:
    """Whether the answer finds fault with credentials, which it then must have seen."""
    text = case.response.text[:4096] if case.response else ""
    return challenge_error(case) is not None or _REFUSES_IT.search(text) is not None


def _kept(case: Case) -> tuple[Evidence, ...]:
    for config in case.config:
        directive = inside.keeps_authorization(config, case.request)
        if directive is not None:
            server = "nginx" if config.server == "nginx" else "Apache"
            values = {"server": server, "directive": directive.name}
            how, pointer = Strength.CONCLUSIVE, directive.pointer
            if directive.name.lower().startswith(("proxy_", "grpc_")):
                return (Evidence("taken_off", values, how, pointer=pointer),)
            return (Evidence("configured_so", values, how, pointer=pointer),)
    return ()


def _missing(case: Case) -> tuple[Evidence, ...]:
    words = asking.says_missing(case.response)
    if words is None:
        return ()
    at = case.exchange.index
    return (Evidence("says_missing", {"words": words}, exchange=at, pointer="response.body"),)

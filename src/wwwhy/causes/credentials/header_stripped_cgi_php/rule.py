"""The web server keeps the Authorization field from the program behind it (CGI, FastCGI, PHP)."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials import inside
from wwwhy.causes.refusal import challenge_error
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

    The configuration that keeps the field back proves it together with that; so does the same
    credential under another name, which servers do pass, where the program takes it.
    """
    if not asking.scheme_of(case.request) or inside.is_own_page(case):
        return None
    if asking.own_word(case, _NEVER, _SERVERS_OWN):
        return None
    kept = _kept(case)
    inner, apache = inside.is_passed_inside(case), inside.is_apache(case)
    if not (kept or inner or apache):
        return None
    anonymous = case.probe("without-credentials")
    alike = asking.told_apart(case, anonymous)
    at = anonymous.first.index if anonymous.first else None
    if alike:
        read = Evidence("field_arrives", {}, Strength.STRONG, Polarity.AGAINST, at)
        return Finding(Verdict.RULED_OUT, (read,))
    same = (Evidence("as_if_nothing_was_sent", exchange=at),) if alike is False else ()
    evidence = (*kept, *same, *_missing(case))
    healed = case.healed_by(_COPIED)
    if healed is not None:
        values = {"before": case.outcome, "after": healed.status}
        flip = Evidence("copy_arrives", values, Strength.CONCLUSIVE, exchange=healed.index)
        verdict = Verdict.PROVED if kept or (inner and apache) else Verdict.LIKELY
        return Finding(verdict, (*evidence, flip), repair=healed.index)
    return Finding(
        _verdict(case, certain=bool(kept and same), alike=alike is False, inner=inner and apache),
        evidence,
        next_experiment=NextExperiment("look_inside"),
    )


def _verdict(case: Case, *, certain: bool, alike: bool, inner: bool) -> Verdict:
    """Say how sure it is without the flip."""
    text = case.response.text[:4096] if case.response else ""
    if certain:
        fixed_elsewhere = any(
            inside.may_be_changed_by_htaccess(config, case.request) for config in case.config
        )
        return Verdict.LIKELY if fixed_elsewhere else Verdict.PROVED
    refused = challenge_error(case) or _REFUSES_IT.search(text)
    return Verdict.LIKELY if alike and inner and not refused else Verdict.POSSIBLE


def _kept(case: Case) -> tuple[Evidence, ...]:
    for config in case.config:
        directive = inside.keeps_authorization(config, case.request)
        if directive is not None:
            values = {"server": config.server, "directive": directive.name}
            return (
                Evidence("configured_so", values, Strength.CONCLUSIVE, pointer=directive.pointer),
            )
    return ()


def _missing(case: Case) -> tuple[Evidence, ...]:
    words = asking.says_missing(case.response)
    if words is None:
        return ()
    at = case.exchange.index
    return (Evidence("says_missing", {"words": words}, exchange=at, pointer="response.body"),)

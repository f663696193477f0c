"""A token stands in the Authorization field without the name of its scheme in front of it."""

from wwwhy.auth.schemes import basic, bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

_PROBE = "bearer-prefix-added"
_OF_TOKENS = bearer.FAMILY | {"apikey", "api-key"}


def judge(case: Case) -> Finding | None:
    """Add the scheme (RFC 6750 section 2.1) and change nothing else: the flip proves it.

    An application that wants the token bare answers the same or worse with a scheme.
    """
    token = bearer.token_of(case.request)
    schemes = challenged_schemes(case)
    if token is None or token.place != "header" or not token.lacks_prefix or token.is_placeholder:
        return None
    if (schemes and not _OF_TOKENS & {*schemes}) or _is_basic(token.value):
        return None
    at, pointer = case.exchange.index, "request.headers.authorization"
    bare = Evidence("bare_word", exchange=at, pointer=pointer)
    if token.is_jwt:
        bare = Evidence("bare_jwt", exchange=at, pointer=pointer)
    healed = case.healed_by(_PROBE)
    if healed is not None:
        scheme = (healed.request.fields.get("authorization") or "").partition(" ")[0]
        values = {"scheme": scheme, "before": case.outcome, "after": healed.status}
        flip = Evidence("prefix_heals", values, Strength.CONCLUSIVE, exchange=healed.index)
        is_open = asking.open_to_nobody(case)
        if is_open is None:
            wants = ("without-credentials",)
            return Finding(Verdict.LIKELY, (bare, flip), repair=healed.index, wants=wants)
        proved = Finding(Verdict.PROVED, (bare, flip), repair=healed.index)
        return None if is_open else proved
    return _undecided(case, bare, is_expected=bool(schemes) or token.is_jwt)


def _undecided(case: Case, bare: Evidence, *, is_expected: bool) -> Finding | None:
    """Judge without the flip: the server's demand for a scheme, or another answer to one."""
    options = ("-H", "Authorization: Bearer TOKEN")
    try_it = NextExperiment("add_prefix", command=asking.command(case.request, *options))
    tried = case.probe(_PROBE)
    changed = asking.told_apart(case, tried)
    if changed is None or tried.first is None:
        verdict = Verdict.LIKELY if is_expected else Verdict.POSSIBLE
        return Finding(verdict, (bare,), next_experiment=try_it)
    if changed:
        values = {"before": case.outcome, "after": tried.first.status}
        other = Evidence("prefix_changes_answer", values, exchange=tried.first.index)
        return Finding(Verdict.LIKELY, (bare, other), next_experiment=try_it)
    same = Evidence(
        "prefix_changes_nothing", {}, Strength.STRONG, Polarity.AGAINST, tried.first.index
    )
    if challenged_schemes(case):
        return Finding(Verdict.POSSIBLE, (bare, same), next_experiment=try_it)
    return Finding(Verdict.RULED_OUT, (same,))


def _is_basic(value: str) -> bool:
    """Whether it is the base64 of a name and a password, which belong to Basic."""
    pair = basic.decode(value)
    readable = pair.charset == "ascii" and not {"no-colon", "control-character"} & {*pair.faults}
    return readable and bool(pair.username)

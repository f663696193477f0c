"""A box refuses the request because of the program that its User-Agent field names."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Finding, Polarity, Strength, Verdict

_REFUSALS = frozenset({400, 401, 403, 406, 418, 429, 503})


def judge(case: Case) -> Finding | None:
    """Change nothing but the User-Agent: a browser's name is served, ours is refused.

    The control is the same request once more under the old name: a refusal that went away by
    itself is a limit on the rate, not on the name.
    """
    agent = case.request.fields.get("user-agent")
    if (agent or "").startswith("Mozilla/"):
        return None
    if case.failure is None and case.status not in _REFUSALS:
        return None
    probe = case.probe("browser-user-agent")
    if not probe.done:
        return Finding(Verdict.POSSIBLE)
    named = "" if agent is None else agent
    healed = case.healed_by("browser-user-agent")
    if healed is None:
        values = {"agent": named, "status": case.status}
        against = Evidence("same_for_a_browser", values, Strength.CONCLUSIVE, Polarity.AGAINST)
        # Servers pad error pages for browsers, so the status decides and not the body.
        return Finding(
            Verdict.RULED_OUT if case.ends_alike(probe.id) else Verdict.POSSIBLE, (against,)
        )
    values = {"agent": named, "refused": case.outcome, "served": healed.status}
    flip = Evidence(
        "browser_is_served", values, Strength.CONCLUSIVE, exchange=healed.index,
        pointer="request.headers.user-agent",
    )  # fmt: skip
    again = case.probe("fresh-connection")
    if not case.ends_alike("fresh-connection"):
        verdict = Verdict.POSSIBLE if again.done else Verdict.LIKELY
        return Finding(verdict, (flip,), repair=healed.index)
    control = Evidence(
        "refused_again",
        {"refused": case.outcome},
        exchange=again.first.index if again.first else None,
    )
    return Finding(Verdict.PROVED, (flip, control), repair=healed.index)

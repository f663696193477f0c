"""A probe that failed by itself makes no verdict stronger: held over every cause and probe.

Each recorded case is judged by every cause that concerns it, once as recorded, and then with a
failure injected into one probe after the other.
"""

import pytest

from tests.causes.replay import case_of, spoiled
from tests.causes.test_cases import PATHS, label
from wwwhy.causes import Case, ProbeState, live_causes
from wwwhy.model import Verdict
from wwwhy.sources.raw import read_case

RECORDED = [path for path in PATHS if "### probe " in path.read_text(encoding="utf-8")]


def verdicts(case: Case) -> dict[str, Verdict | None]:
    judged = {cause.slug: cause.judge(case) for cause in live_causes(case.exchange)}
    return {slug: finding.verdict if finding else None for slug, finding in judged.items()}


@pytest.mark.parametrize("path", RECORDED, ids=label)
def test_a_failed_probe_says_as_little_as_none(path):
    case = case_of(read_case(path.read_text(encoding="utf-8")))
    whole = verdicts(case)
    for probe_id in case.probes:
        failed = verdicts(spoiled(case, probe_id, ProbeState.FAILED))
        absent = verdicts(spoiled(case, probe_id, ProbeState.NOT_RUN))
        assert failed == absent, probe_id
        for slug, verdict in failed.items():
            stronger = verdict is Verdict.PROVED and whole[slug] is not Verdict.PROVED
            assert not stronger, (slug, probe_id)
            # Nor is anything ruled out by what did not happen.
            denied = verdict is Verdict.RULED_OUT and whole[slug] is not Verdict.RULED_OUT
            assert not denied, (slug, probe_id)


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_nothing_else_is_proved_in_a_case_that_must_fire(path):
    """One root cause, one proof: whatever else is proved must be true as well, and is listed."""
    if not path.name.startswith("yes-"):
        return
    recorded = read_case(path.read_text(encoding="utf-8"))
    true = {path.parent.parent.name.replace("_", "-"), *recorded.also}
    proved = {slug for slug, said in verdicts(case_of(recorded)).items() if said is Verdict.PROVED}
    assert not proved - true

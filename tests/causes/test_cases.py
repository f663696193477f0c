"""Every recorded case gives the verdict it promises: `yes-*` fires, `no-*` stays silent."""

from pathlib import Path

import pytest

from tests.causes.replay import judge_case
from wwwhy.causes import all_causes
from wwwhy.causes.registry import ROOM
from wwwhy.model import Verdict

PATHS = sorted(ROOM.glob("*/*/cases/*.http"))


def label(path: Path) -> str:
    return f"{path.parent.parent.name.replace('_', '-')}-{path.stem}"


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_case(path):
    cause = all_causes()[path.parent.parent.name.replace("_", "-")]
    finding, expected = judge_case(cause, path)
    if path.name.startswith("yes-"):
        assert finding is not None, "the rule must fire"
        assert finding.verdict is Verdict(expected or "proved")
        assert finding.evidence
    else:
        assert finding is None or finding.verdict is Verdict.RULED_OUT, finding

"""For every test: no time limits of single examples, and no skipped lab where none may be missing."""

import pytest
from hypothesis import settings

from lab.software import none_may_be_missing

# The machine may be busy.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Call it a failure that a test of real servers was skipped where CI wants them all."""
    report: pytest.TestReport = yield
    wanted = item.get_closest_marker("lab") is not None and none_may_be_missing()
    if wanted and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"It may not be skipped here: {report.longrepr}"
    return report

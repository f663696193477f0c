"""A lab for each test, and the rule for programs that are not installed."""

from collections.abc import Iterator

import pytest

from lab import Lab, NotInstalledError
from lab.software import none_may_be_missing


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab() as fresh:
        yield fresh


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """Skip, by name and with the package, what this machine cannot start."""
    try:
        return (yield)
    except NotInstalledError as missing:
        if none_may_be_missing():
            raise
        pytest.skip(str(missing))

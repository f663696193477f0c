"""A lab for the tests that ask the real servers."""

from collections.abc import Iterator

import pytest

from lab import Lab, NotInstalledError


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
        pytest.skip(str(missing))

"""A folder for each run, beside the bytecode that all runs of a session share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def folder(session_folder, request) -> Path:
    """Return an empty folder whose neighbour is the session's bytecode."""
    own = session_folder / f"{abs(hash(request.node.nodeid))}"
    own.mkdir()
    return own

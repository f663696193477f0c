"""A folder for each run, beside the bytecode that all runs share; and certificates."""

from pathlib import Path

import pytest

from lab.pki import Pki


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def folder(session_folder: Path, request: pytest.FixtureRequest) -> Path:
    """Return an empty folder whose neighbour is the session's bytecode."""
    own = session_folder / f"{abs(hash(request.node.nodeid))}"
    own.mkdir()
    return own


@pytest.fixture(scope="session")
def pki(session_folder: Path) -> Pki:
    def publish(_: bytes) -> str:
        raise AssertionError

    return Pki(session_folder / "pki", publish)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These start servers, hundreds of them: not what one runs after every line."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.lab)

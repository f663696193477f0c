"""A scene is what a user types."""

from pathlib import Path

import pytest

from lab import Scene


def test_a_scene_takes_paths() -> None:
    scene = Scene(("http://127.0.0.1:1/", "--error-log", Path("/x/error.log")))
    assert scene.arguments == ("http://127.0.0.1:1/", "--error-log", "/x/error.log")
    assert scene.verdict == "proved"
    assert not scene.is_curl


@pytest.mark.parametrize(
    ("argv", "is_curl"),
    [
        (("curl", "http://a.test/"), True),
        (("--error-log", "/log", "curl", "http://a.test/"), True),
        (("--no-probes", "--deadline", "5", "curl", "http://a.test/"), True),
        (("http://a.test/",), False),
        (("-A", "curl", "http://a.test/"), False),
        (("--user-agent", "curl", "http://a.test/"), False),
        (("--no-probes",), False),
    ],
)
def test_a_curl_command(argv: tuple[str, ...], is_curl: bool) -> None:
    assert Scene(argv).is_curl is is_curl


@pytest.mark.parametrize(("argv", "verdict"), [((), "proved"), (("x",), "ruled_out")])
def test_what_is_no_scene(argv: tuple[str, ...], verdict: str) -> None:
    with pytest.raises(ValueError, match=r"A scene"):
        Scene(argv, verdict)

"""--resolve and --connect-to."""

import pytest

from wwwhy.errors import UsageError
from wwwhy.sources.curl.routes import connect_to, resolve


def test_resolve() -> None:
    assert resolve(["*:80:::1", "H.test:80:127.0.0.1,[::2]", "+h.test:443:127.0.0.3"]) == (
        ("h.test", 80, ("127.0.0.1", "::2")),
        ("h.test", 443, ("127.0.0.3",)),
        ("*", 80, ("::1",)),
    )
    assert resolve(["h:1:127.0.0.1", "h:1:127.0.0.2"]) == (("h", 1, ("127.0.0.2",)),)
    assert resolve(["h:1:127.0.0.1", "-h:1"]) == ()
    assert resolve(["[::1]:1:127.0.0.1"]) == (("::1", 1, ("127.0.0.1",)),)


@pytest.mark.parametrize(
    "argument", ["", "h", "h:1", "h:1:", "h:x:1.2.3.4", "h:0:1.2.3.4", "h:1:name"]
)
def test_resolve_refuses(argument: str) -> None:
    with pytest.raises(UsageError):
        resolve([argument])


def test_connect_to() -> None:
    assert connect_to(["a:1:b:2", "::c:", "[::1]:1:[::2]:2", "A::B:"]) == (
        ("a", 1, "b", 2),
        ("", None, "c", None),
        ("::1", 1, "::2", 2),
        ("a", None, "b", None),
    )
    for argument in ("", "a:1", "a:1:b", "a:1:b:99999"):
        with pytest.raises(UsageError):
            connect_to([argument])

"""Names and passwords of a .netrc file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.curl import netrc

NETRC = b"""
# machine commented.test login no password no
machine a.test login joe password s1
machine a.test
  login ann
  password "s 2\\"x"
macdef init
machine inmacro.test login x password y

machine b.test login "only name"
default login anonymous password guest
"""


@pytest.mark.parametrize(
    ("host", "login", "expected"),
    [
        ("a.test", None, ("joe", "s1")),
        ("a.test", "ann", ("ann", 's 2"x')),
        ("b.test", None, ("only name", "")),
        ("inmacro.test", None, ("anonymous", "guest")),
        ("c.test", None, ("anonymous", "guest")),
        ("c.test", "joe", None),
    ],
)
def test_netrc(host: str, login: str | None, expected: tuple[str, str] | None) -> None:
    assert netrc.look_up(NETRC, host, login) == expected


@given(st.binary(max_size=60))
def test_hostile_netrc(content: bytes) -> None:
    netrc.look_up(b"machine a.test " + content, "a.test")

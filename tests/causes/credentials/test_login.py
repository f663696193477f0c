"""How curl logs in by a scheme."""

import pytest

from wwwhy.causes.credentials import login


@pytest.mark.parametrize(
    ("scheme", "options"),
    [
        ("basic", ("-u", "USER")),
        ("digest", ("--digest", "-u", "USER")),
        ("jwt", ("-H", "Authorization: JWT TOKEN")),
        ("acme", ("-H", "Authorization: Acme TOKEN")),
    ],
)
def test_the_options_for_a_scheme(scheme, options):
    assert login.options(scheme) == options

"""What a refusal says of itself, by structure."""

import pytest

from wwwhy.causes import Case
from wwwhy.causes.case import ProbeResult, ProbeState
from wwwhy.causes.refusal import outer_realm
from wwwhy.model import Exchange, Fields, Request, Response, Url

ASKED = Request(Url.parse("http://shop.test/"))


def refused(*challenges: str, status: int = 401) -> Exchange:
    fields = Fields.of(("WWW-Authenticate", each) for each in challenges)
    return Exchange(ASKED, Response(status, fields=fields))


@pytest.mark.parametrize(
    ("with_login", "without", "realm"),
    [
        (refused('Basic realm="app"'), refused('Basic realm="gate"'), "gate"),
        (refused('Basic realm="app"'), refused('Basic realm="app"'), None),
        (refused('Basic realm="app"'), refused("Basic"), None),
        (refused('Basic realm="app"'), refused('Basic realm="gate"', status=403), None),
        (refused("Bearer"), refused('Basic realm="gate"'), None),
    ],
)
def test_a_login_in_front_has_a_realm_of_its_own(with_login, without, realm):
    probe = ProbeResult("without-credentials", ProbeState.DONE, (without,))
    case = Case(with_login, with_login, probes={probe.id: probe})
    assert outer_realm(case) == realm

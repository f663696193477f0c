import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Exchange, Request, Response, Url, Verdict


def asked(path, status, body, probe=None):
    return Exchange(
        Request(Url.parse(f"http://shop.test{path}")),
        Response(status, body=body),
        index=1,
        probe=probe,
    )


@pytest.mark.parametrize(
    ("path", "there", "verdict"),
    [
        ("/p/XK7", "/p/xk7", Verdict.LIKELY),
        ("/watch/dQw4w9WgXcQ", "/watch/dqw4w9wgxcq", Verdict.LIKELY),
        ("/p/bZkQr", "/p/bzkqr", Verdict.LIKELY),
        ("/Products", "/products", Verdict.PROVED),
        ("/aboutUs", "/aboutus", Verdict.PROVED),
        ("/Report2024.html", "/report2024.html", Verdict.PROVED),
        ("/p/xk7/About", "/p/xk7/about", Verdict.PROVED),
    ],
)
def test_another_case_of_an_identifier_may_be_another_thing(path, there, verdict):
    refused = asked(path, 404, b"not found")
    probes = {
        "path-variants": asked(there, 200, b"here", "path-variants"),
        "random-variants": asked("/nobody", 404, b"not found"),
    }
    results = {name: ProbeResult(name, ProbeState.DONE, (each,)) for name, each in probes.items()}
    finding = cause("url-typo-or-case").judge(Case(refused, refused, probes=results))
    assert finding is not None
    assert finding.verdict is verdict

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict


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


@pytest.mark.parametrize(
    ("path", "location", "verdict"),
    [
        # nginx sends whoever asks for `location /api/` without its slash to /api/, refused already.
        ("/api/", "/api/", Verdict.POSSIBLE),
        ("/Api", "/api/", Verdict.PROVED),
    ],
)
def test_a_redirect_back_to_the_address_that_was_asked_for_is_no_spelling(path, location, verdict):
    refused = asked(path, 404, b"not found")
    moved = asked("/api", 301, b"moved", "trailing-slash")
    moved = Exchange(moved.request, Response(301, fields=Fields.of([("Location", location)])))
    tried = {
        "trailing-slash": replace(moved, index=1, probe="trailing-slash"),
        "path-variants": asked("/api.html", 404, b"not found", "path-variants"),
        "random-variants": asked("/nobody", 404, b"not found"),
        "random-sibling": asked("/nobody", 404, b"not found"),
    }
    results = {name: ProbeResult(name, ProbeState.DONE, (each,)) for name, each in tried.items()}
    finding = cause("url-typo-or-case").judge(Case(refused, refused, probes=results))
    assert finding is not None
    assert finding.verdict is verdict

"""Hostile servers: each ends in a diagnosis, within its time and within its memory."""

import pytest

from tests.hostile.deeds import BODIES, ENDLESS, FIELDS, QUICK
from tests.hostile.runs import assert_clean, run
from tests.hostile.servers import serving
from wwwhy import api
from wwwhy.diagnosis import Budget
from wwwhy.formatters import formats, render
from wwwhy.sources.curl import parse_argv

BOUNDS = ("-m", "2", "--deadline", "1")
LATEST = 2 + 1 + 2.5
"""The bounds together, with the grace an exchange is given to say what it saw."""


def ids(name: str) -> str:
    return name.encode("unicode_escape").decode()


@pytest.mark.parametrize("name", ENDLESS, ids=ids)
def test_what_never_ends(folder, name):
    with serving(ENDLESS[name]) as server:
        done = run(folder, *BOUNDS, "--format", "json", server.url, within=LATEST)
    assert done.status in {1, 3}
    assert done.seconds < LATEST + 2
    assert done.report["outcome"]["healthy"] is False


@pytest.mark.parametrize("name", QUICK, ids=ids)
def test_what_ends_by_itself(folder, name):
    with serving(QUICK[name]) as server:
        words = (*BOUNDS, "--compressed", "-b", "", "--explain-rules", server.url)
        done = run(folder, *words, within=LATEST)
    assert done.status in {0, 1, 3}


@pytest.mark.parametrize("name", [*FIELDS, *BODIES], ids=ids)
def test_fields_and_bodies(name):
    """In this process, so that every output format is seen without starting for each."""
    with serving({**FIELDS, **BODIES}[name]) as server:
        asked = parse_argv(["-m", "3", "-H", "Authorization: Bearer a.b.c", server.url])
        diagnosis = api.diagnose(asked.requests[0], options=api.Options(Budget(), deadline=2))
    assert diagnosis.outcome.status in {401, 403}, diagnosis.outcome
    # What costs one rule a second costs a hundred rules a minute.
    assert diagnosis.elapsed_s < 4
    for form in formats():
        for language in ("en", "ru"):
            assert_clean(render(form, diagnosis, language=language))


@pytest.mark.parametrize("name", ["a reset", "silence", "some garbage", "an endless body"])
@pytest.mark.parametrize("reads", [True, False])
def test_before_the_request_is_read(folder, name, reads):
    (folder / "body").write_bytes(b"x" * 5_000_000)
    with serving({**ENDLESS, **QUICK}[name], reads=reads) as server:
        done = run(folder, *BOUNDS, "-T", "body", server.at("/body"), within=LATEST)
    assert done.status in {1, 3}


@pytest.mark.parametrize("name", ["some garbage", "silence", "endless blank lines", "nothing"])
@pytest.mark.parametrize("option", ["--http2-prior-knowledge", "--http1.0", "--http2"])
def test_in_other_versions(folder, name, option):
    with serving({**ENDLESS, **QUICK}[name], reads=False) as server:
        done = run(folder, *BOUNDS, option, server.url, within=LATEST)
    assert done.status in {1, 3}

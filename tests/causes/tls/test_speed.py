"""Each of the four certificate faults is told within a tenth of a second, probes included."""

import asyncio
import time
from collections.abc import Callable

import pytest

from lab import Lab, Scene
from wwwhy.api import adiagnose
from wwwhy.causes.tls.tls_cert_expired import lab as expired
from wwwhy.causes.tls.tls_cert_name_mismatch import lab as misnamed
from wwwhy.causes.tls.tls_incomplete_chain import lab as incomplete
from wwwhy.causes.tls.tls_self_signed_or_private_ca import lab as untrusted
from wwwhy.model import Verdict
from wwwhy.sources.curl import CURL, VISITOR, parse_argv

BUDGET = 0.1
"""Seconds for one diagnosis on loopback."""
SLACK = 3
"""Times the budget that a busy, shared machine may take; on a quiet one it takes a third of it."""
RUNS = 5

SCENES: dict[str, Callable[[Lab], Scene]] = {
    "tls-cert-expired": expired.broken,
    "tls-cert-name-mismatch": misnamed.broken,
    "tls-incomplete-chain": incomplete.broken,
    "tls-self-signed-or-private-ca": untrusted.broken,
}


@pytest.mark.lab
@pytest.mark.parametrize("slug", SCENES)
def test_a_certificate_fault_is_told_quickly(slug: str):
    with Lab() as lab:
        scene = SCENES[slug](lab)
        words = scene.arguments[1:] if scene.is_curl else scene.arguments
        defaults = CURL if scene.is_curl else VISITOR
        (request,) = parse_argv(list(words), defaults=defaults, environ={}).requests
        took = []
        for _ in range(RUNS):
            began = time.perf_counter()
            diagnosis = asyncio.run(adiagnose(request))
            took.append(time.perf_counter() - began)
            assert diagnosis.best is not None
            assert (diagnosis.best.id, diagnosis.best.verdict) == (slug, Verdict.PROVED)
    # The first run loads OpenSSL; the best one says what the work itself takes.
    assert min(took) < BUDGET * SLACK, took

"""Two faults at once: the first that bites is named, and the other is not denied."""

from importlib import import_module

import pytest

from lab import Lab, Reply, Scene
from lab.trial import judge

EXPIRED = import_module("wwwhy.causes.tokens.bearer_token_expired.lab")
DEAD = "location / { proxy_pass http://127.0.0.1:{dead}; }"


def verdicts(lab: Lab, scene: Scene) -> dict[str, str]:
    """Return the verdicts by cause, in the order of the report."""
    report = judge(lab, scene).report
    assert report is not None
    assert not report["outcome"]["healthy"]
    return {cause["id"]: cause["verdict"] for cause in report["causes"]}


def with_token(*argv: str) -> tuple[str, ...]:
    head, *rest = argv
    return (head, "-H", f"Authorization: Bearer {EXPIRED.token(-3600)}", *rest)


@pytest.mark.lab
def test_the_dead_upstream_bites_before_the_expired_token():
    with Lab() as lab:
        front = lab.nginx(DEAD, dead=lab.closed_port())
        log = ("--error-log", str(front.error_log))
        found = verdicts(lab, Scene((*log, *with_token("curl", f"{front.url}/v1/me"))))
    assert next(iter(found.items())) == ("upstream-connection-refused", "proved")
    assert found.get("bearer-token-expired") != "ruled_out"


@pytest.mark.lab
def test_the_expired_token_bites_before_the_dead_upstream():
    with Lab() as lab:
        # The application checks the token itself; what it would call afterwards is dead.
        app = lab.gunicorn(EXPIRED.APP)
        front = lab.nginx(
            "location /v1 { proxy_pass {app}; } " + DEAD.replace("location /", "location /orders"),
            app=app.url,
            dead=lab.closed_port(),
        )
        found = verdicts(lab, Scene(with_token("curl", f"{front.url}/v1/me")))
    assert next(iter(found.items())) == ("bearer-token-expired", "proved")
    assert found.get("upstream-connection-refused") != "ruled_out"


@pytest.mark.lab
def test_a_certificate_that_is_old_and_for_another_name_is_both():
    with Lab() as lab:
        server = lab.python_http(lambda _: Reply(body="ok"), tls=lab.pki.expired)
        port = server.port()
        pin = ("--resolve", f"elsewhere.test:{port}:127.0.0.1")
        trust = ("--cacert", str(lab.pki.ca_file))
        found = verdicts(lab, Scene((*pin, *trust, f"https://elsewhere.test:{port}/")))
    assert found.get("tls-cert-expired") == "proved"
    assert found.get("tls-cert-name-mismatch") == "proved"

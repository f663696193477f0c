"""Secrets planted everywhere a user or a server may have them, and looked for in all that is said."""

import base64
import json
from urllib.parse import quote

import pytest

from tests.hostile.runs import FORMATS, run
from tests.hostile.servers import answer, serving

BOUNDS = ("-m", "3", "--deadline", "3")
JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    + base64.urlsafe_b64encode(json.dumps({"sub": "canary-subject-4821", "exp": 1}).encode())
    .rstrip(b"=")
    .decode()
    + ".c2lnbmF0dXJlLWNhbmFyeS0yMjE0MQ"
)
SECRETS = {
    "bearer": "canaryBearer7f3a9c21d8e4",
    "jwt": JWT,
    "jwt signature": JWT.rpartition(".")[2],
    "jwt payload": JWT.split(".")[1],
    "subject": "canary-subject-4821",
    "basic password": "canaryBasic-pass!word",
    "cookie": "canaryCookie5c2e91aa",
    "api key": "canaryKey-9d1f-33b2",
    "query": "canaryQuery-81f0c2",
    "user info": "canaryUserinfo77",
    "form": "canaryForm-hunter2",
    "json": "canaryJson-0xdeadbeef",
    "set-cookie": "canarySetCookie1a2b3c4d",
    "body token": "canaryBodyToken-5f6e7d",
    "location": "canaryLocation-token9",
    "proxy": "canaryProxyPass31",
    "log": "canaryLogToken-aa55aa55",
    "aws": "wJalrXUtnFEMI/K7MDENG/canaryAWSKEY",
    "key": "canarykeymaterialAAAAB3NzaC1yc2EAAAADAQABAAAB",
}
PEM = f"-----BEGIN PRIVATE KEY-----\n{SECRETS['key']}\n-----END PRIVATE KEY-----"


def forms(secret: str) -> set[str]:
    """Return the secret in every form in which it could be read off."""
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, quote(secret, safe=""), encoded, json.dumps(secret)[1:-1]}


def assert_hidden(done) -> None:
    for name, secret in SECRETS.items():
        for form in forms(secret):
            assert form not in done.out, (name, done.out[max(0, done.out.find(form) - 200) :][:400])
            assert form not in done.err, (name, done.err)


def words(url: str) -> list[str]:
    s = SECRETS
    return [
        "-H", f"Authorization: Bearer {s['jwt']}",
        "-H", f"X-Api-Key: {s['api key']}",
        "-H", f"X-Auth-Token: {s['bearer']}",
        "-H", f"Cookie: sid={s['cookie']}; theme=dark",
        "-H", f"Referer: {url}?token={s['query']}",
        "-H", f"X-Forwarded-Access-Token: {s['bearer']}",
        "-H", f"Proxy-Authorization: Basic {base64.b64encode(('p:' + s['proxy']).encode()).decode()}",
        "-H", f"X-Amz-Security-Token: {s['aws']}",
    ]  # fmt: skip


def leaky(status: str = "401 Unauthorized"):
    """A server that repeats everything and has secrets of its own."""
    s = SECRETS

    def deed(visit):
        told = {
            "access_token": s["body token"],
            "refresh_token": s["bearer"],
            "password": s["json"],
            "you_sent": visit.head.decode("latin-1"),
            "nested": {"client_secret": s["body token"], "key": PEM},
        }
        answer(
            status,
            f"Set-Cookie: session={s['set-cookie']}; HttpOnly",
            f"X-Debug: Authorization: Bearer {s['jwt']}",
            f"X-Session-Token: {s['body token']}",
            f'WWW-Authenticate: Bearer realm="x", error="invalid_token", error_description="{s["jwt"]}"',
            f"Location: /login?token={s['location']}",
            "Content-Type: application/json",
            body=json.dumps(told).encode(),
        )(visit)

    return deed


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "500 Oops", "302 Found"])
def test_in_requests_and_responses(folder, form, status):
    s = SECRETS
    with serving(leaky(status)) as server:
        host = server.url.removeprefix("http://").rstrip("/")
        url = f"http://{host}/x?access_token={s['query']}&page=2"
        command = ("--format", form, "--explain-rules", "curl", "-L", *BOUNDS[:2], *words(url), url)
        done = run(folder, *command, within=10)
    assert done.status in {1, 3}
    assert_hidden(done)


@pytest.mark.parametrize("form", FORMATS)
def test_in_user_info_and_basic(folder, form):
    s = SECRETS
    with serving(leaky()) as server:
        host = server.url.removeprefix("http://").rstrip("/")
        for given in (
            [f"http://ann:{s['user info']}@{host}/"],
            ["-u", f"ann:{s['basic password']}", server.url],
            ["--digest", "-u", f"ann:{s['basic password']}", server.url],
            ["--oauth2-bearer", s["bearer"], server.url],
            ["--aws-sigv4", "aws:amz:eu:s3", "-u", f"AKIDEXAMPLE:{s['aws']}", server.url],
        ):
            done = run(folder, *BOUNDS, "--format", form, *given, within=10)
            assert done.status in {1, 3}
            assert_hidden(done)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "data",
    [
        ["-d", f"user=ann&password={SECRETS['form']}"],
        [
            "--json",
            json.dumps({"login": {"password": SECRETS["json"]}, "api_key": SECRETS["api key"]}),
        ],
        ["-F", f"password={SECRETS['form']}", "-F", f"key={PEM}"],
        ["--data-urlencode", f"client_secret={SECRETS['form']}"],
        ["--data-raw", f"<password>{SECRETS['form']}</password>"],
        ["-G", "-d", f"api_key={SECRETS['api key']}"],
    ],
    ids=lambda data: data[0],
)
def test_in_bodies(folder, form, data):
    with serving(leaky()) as server:
        done = run(folder, *BOUNDS, "--format", form, *data, server.url, within=10)
    assert done.status in {1, 3}
    assert_hidden(done)


@pytest.mark.parametrize("form", FORMATS)
def test_in_logs(folder, form):
    s = SECRETS
    lines = (
        f"2026/11/20 10:00:00 [error] 1#1: *1 connect() failed (111: Connection refused) while "
        f'connecting to upstream, client: 127.0.0.1, server: x, request: "GET /?access_token={s["log"]}'
        f' HTTP/1.1", upstream: "http://ann:{s["user info"]}@127.0.0.1:1/?key={s["api key"]}", '
        f'host: "x", referrer: "http://x/?password={s["form"]}"\n'
        f"Authorization: Bearer {s['jwt']}\nCookie: sid={s['cookie']}\n"
        f"DATABASE_URL=postgres://u:{s['json']}@db/x AWS_SECRET_ACCESS_KEY={s['aws']}\n"
    )
    log = folder / "error.log"
    log.write_text("")

    def writes(visit):
        with log.open("a") as file:
            file.write(lines)
        answer("502 Bad Gateway", "Server: nginx")(visit)

    with serving(writes) as server:
        words = (*BOUNDS, "--format", form, "--no-probes", "--error-log", str(log), server.url)
        done = run(folder, *words, within=10)
    assert done.status in {1, 3}
    assert_hidden(done)


@pytest.mark.parametrize("form", FORMATS)
def test_in_recordings(folder, form):
    s = SECRETS
    entry = {
        "startedDateTime": "2026-11-20T10:00:00.000Z",
        "time": 1,
        "request": {
            "method": "POST",
            "url": f"https://shop.test/x?access_token={s['query']}",
            "headers": [
                {"name": "Authorization", "value": f"Bearer {s['jwt']}"},
                {"name": "Cookie", "value": f"sid={s['cookie']}"},
            ],
            "cookies": [{"name": "sid", "value": s["cookie"]}],
            "queryString": [{"name": "access_token", "value": s["query"]}],
            "postData": {
                "mimeType": "application/json",
                "text": json.dumps({"password": s["json"]}),
            },
        },
        "response": {
            "status": 403,
            "statusText": "Forbidden",
            "headers": [{"name": "Set-Cookie", "value": f"session={s['set-cookie']}"}],
            "cookies": [{"name": "session", "value": s["set-cookie"]}],
            "content": {
                "mimeType": "application/json",
                "text": json.dumps({"token": s["body token"]}),
            },
        },
    }
    path = folder / "x.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": [entry, entry]}}))
    done = run(folder, "--format", form, "--explain-rules", str(path), within=10)
    assert done.status in {1, 3}
    assert_hidden(done)


@pytest.mark.parametrize(
    "words",
    [
        ["-u", f"ann:{SECRETS['basic password']}", "--frobnicate", "http://127.0.0.1:1/"],
        ["-H", f"Authorization: Bearer {SECRETS['bearer']}", "ftp://127.0.0.1/"],
        [f"http://ann:{SECRETS['user info']}@127.0.0.1:99999/"],
        [f"http://127.0.0.1:99999/?access_token={SECRETS['query']}"],
        [f"ftp://ann:{SECRETS['user info']}@127.0.0.1/?access_token={SECRETS['query']}"],
        ["-x", f"gopher://p:{SECRETS['proxy']}@127.0.0.1:1/", "http://127.0.0.1:1/"],
        ["-b", f"sid={SECRETS['cookie']}", "http://["],
        [f"curl -u ann:{SECRETS['basic password']} 'http://127.0.0.1:1/"],
        [f"curl -H 'Authorization: Bearer {SECRETS['bearer']}' --frob http://127.0.0.1:1/"],
        # Pasted from other tools: nothing of curl's, so the whole is taken for an address.
        [f"wget --header 'X-Api-Key: {SECRETS['bearer']}' http://127.0.0.1:1/"],
        [f"fetch('http://127.0.0.1:1/',{{headers:{{'X-Api-Key':'{SECRETS['bearer']}'}}}})"],
        [f'$s=1; Invoke-It -Headers @{{ "authorization"="Bearer {SECRETS["bearer"]}" }}'],
        ["--deadline", f"Bearer {SECRETS['bearer']}", "http://127.0.0.1:1/"],
    ],
    ids=lambda words: words[0][:20],
)
def test_in_faults(folder, words):
    done = run(folder, "--no-probes", *words, within=5)
    assert done.status in {1, 2, 3}
    assert_hidden(done)


@pytest.mark.parametrize("form", FORMATS)
def test_through_a_proxy(folder, form):
    s = SECRETS
    refusal = answer(
        "407 Proxy Authentication Required",
        'Proxy-Authenticate: Basic realm="p"',
        f"X-Debug: {s['proxy']}",
        body=f"password={s['proxy']}".encode(),
    )
    with serving(refusal) as proxy:
        for scheme in ("http", "https"):
            given = [
                "-x",
                f"http://p:{s['proxy']}@127.0.0.1:{proxy.port}",
                f"{scheme}://shop.test/",
            ]
            done = run(folder, *BOUNDS, "--format", form, *given, within=10)
            assert done.status in {1, 3}
            assert_hidden(done)


def test_a_fault_of_ours_says_nothing_of_them(folder):
    """What the debugging aid prints has places and kinds, and no values."""
    broken = (
        "import sys; import wwwhy.api as a\n"
        "def diagnose(*_, **__): raise RuntimeError(sys.argv)\n"
        "a.diagnose = diagnose\n"
        "from wwwhy.cli import main; main()"
    )
    import os
    import subprocess
    import sys

    command = [
        sys.executable,
        "-c",
        broken,
        "-u",
        f"ann:{SECRETS['basic password']}",
        "http://127.0.0.1:1/",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "WWWHY_DEBUG": "1"}
    )
    assert done.returncode == 2
    assert "RuntimeError" in done.stderr
    assert SECRETS["basic password"] not in done.stderr

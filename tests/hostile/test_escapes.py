"""What a terminal obeys, and what turns the direction of text, shown in no output of any format."""

import json
import re
from html.parser import HTMLParser

import pytest

from tests.hostile.runs import FORMATS, assert_clean, run
from tests.hostile.servers import answer, serving
from wwwhy import api
from wwwhy.diagnosis import Budget
from wwwhy.formatters import Surface, render
from wwwhy.sources.curl import parse_argv

BOUNDS = ("-m", "3", "--deadline", "3")
RAW = [
    b"\x1b]0;owned\x07",
    b"\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\",
    b"\x1b]52;c;ZXZpbA==\x07",
    b"\x1b[2J\x1b[H\x1b[31m",
    b"\x1bP$q\x1b\\",
    b"\x1bc",
    b"\x9b2J",
    b"\x9d0;owned\x9c",
    b"\x90x\x9c",
    b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x7f",
    "\u202egnp.exe\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c".encode(),
    "\u200b\u200d\ufeff\u2028\u2029\u00ad\u2060\u180e".encode(),
    "\x80\x85\x9b31m".encode(),
    b"\xff\xfe\xfd\xc0\x80\xed\xa0\x80",
    b"\x1b[6n\x1b[c\x05",
    b"\x0d\x1b[K",
    b"\xe2\x80\xae",
]
ALL = b" ".join(RAW)
FIELD_VALUE = ALL.replace(b"\x00", b"").replace(b"\r", b"").replace(b"\x0a", b"")
MARKUP = (
    b"</script><script>alert(1)</script><img src=x onerror=alert(1)>'\"`|*_[x](javascript:alert(1))"
)


def deed(status: str, body: bytes):
    names = (
        b"Server", b"Via", b"X-Cache", b"CF-RAY", b"X-Powered-By", b"WWW-Authenticate", b"Allow",
        b"Location", b"Set-Cookie", b"Retry-After", b"Content-Type", b"X-Request-Id", b"Link",
        b"Proxy-Status", b"X-Evil", b"Access-Control-Allow-Origin", b"Date",
    )  # fmt: skip
    lines = [name + b": nginx " + FIELD_VALUE + MARKUP for name in names]
    lines += [
        b'WWW-Authenticate: Bearer realm="'
        + FIELD_VALUE.replace(b'"', b"")
        + b'", error="invalid_token"'
    ]
    reason = FIELD_VALUE.decode("latin-1")
    return answer(f"{status} {reason}", *lines, b"X-" + FIELD_VALUE + b": name", body=body)


BODIES = {
    "text": ALL + MARKUP,
    "JSON": json.dumps({"error": ALL.decode("latin-1"), "message": MARKUP.decode()}).encode(),
    "HTML": b"<title>403 " + ALL + MARKUP + b"</title><h1>" + ALL + b"</h1>",
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("status", ["401", "403", "500"])
def test_the_real_program(folder, form, status):
    with serving(deed(status, BODIES["HTML"])) as server:
        words = (*BOUNDS, "--format", form, "--explain-rules", server.at("/%1b[31m?q=%9b"))
        done = run(folder, *words, within=8)
    assert done.status in {1, 3}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("audience", [None, "visitor", "developer", "administrator"])
def test_readers_and_languages(folder, language, audience):
    reader = ("--for", audience) if audience else ()
    with serving(deed("403", BODIES["text"])) as server:
        words = (*BOUNDS, "--no-probes", "--lang", language, *reader, server.url)
        done = run(folder, *words, within=8)
    assert done.status in {1, 3}


@pytest.mark.parametrize(
    "status", ["200", "301", "302", "400", "401", "403", "404", "407", "429", "502"]
)
@pytest.mark.parametrize("body", BODIES)
def test_every_status_in_every_format(status, body):
    with serving(deed(status, BODIES[body])) as server:
        words = ["-m", "3", "-H", "Authorization: Bearer a.b.c", "-H", "Origin: https://a.test"]
        asked = parse_argv([*words, server.url])
        diagnosis = api.diagnose(asked.requests[0], options=api.Options(Budget(), deadline=3))
    for form in FORMATS:
        for language in ("en", "ru"):
            written = render(form, diagnosis, language=language)
            assert_clean(written)
            _assert_no_markup(form, written)


def _assert_no_markup(form: str, written: str) -> None:
    if form == "json":
        assert json.loads(written)
    if form == "html":
        seen = _Tags()
        seen.feed(written)
        assert "alert(1)" not in "".join(seen.scripts)
        assert not seen.handlers
    if form == "markdown":
        assert "<script" not in written
        assert "](javascript:" not in written


class _Tags(HTMLParser):
    """What a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._inside = False

    def handle_starttag(self, tag, attrs):
        self._inside = tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.handlers += [
            v for n, v in attrs if n in {"href", "src"} and (v or "").startswith("javascript:")
        ]

    def handle_data(self, data):
        if self._inside:
            self.scripts.append(data)


def test_a_terminal_gets_no_more_than_colour():
    with serving(deed("403", BODIES["text"])) as server:
        asked = parse_argv(["-m", "3", server.url])
        diagnosis = api.diagnose(asked.requests[0], options=api.Options(Budget(probes=False)))
    written = render("text", diagnosis, surface=Surface(width=80, colour=True, unicode=True))
    assert_clean(re.sub(r"\x1b\[[0-9;]*m", "", written))


@pytest.mark.parametrize("words", [("--error-log",), ("--access-log",)])
def test_file_names(folder, words):
    name = "log\x1b[31m\u202e.log"
    (folder / name).write_text("x")
    with serving(answer("500 Oops")) as server:
        done = run(folder, *BOUNDS, "--no-probes", *words, name, server.url, within=8)
    assert done.status in {1, 3}
    missing = run(folder, *BOUNDS, *words, "no" + name, "http://127.0.0.1:1/", within=8)
    assert missing.status == 2

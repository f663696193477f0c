"""Hostile files: empty, binary, huge, endless, deep; HAR, raw messages, logs, configurations."""

import gzip
import json
import os
import threading
import zlib
from pathlib import Path

import pytest

from tests.hostile.runs import FORMATS, assert_clean, assert_one_sentence, run
from tests.hostile.servers import answer, serving

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\u200b\x00\x7f\x85"
"""OSC, CSI in 7 and 8 bits, bidirectional overrides, invisible characters, NUL, DEL, NEL."""


def har(**changes: object) -> dict[str, object]:
    entry: dict[str, object] = {
        "startedDateTime": "2026-11-20T10:00:00.000Z",
        "time": 12,
        "request": {
            "method": "GET",
            "url": "http://shop.test/x",
            "httpVersion": "HTTP/1.1",
            "headers": [],
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": -1,
        },
        "response": {
            "status": 500,
            "statusText": "Oops",
            "httpVersion": "HTTP/1.1",
            "headers": [],
            "cookies": [],
            "content": {"size": 2, "mimeType": "text/plain", "text": "no"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": 2,
        },
        "cache": {},
        "timings": {},
    }
    entry.update(changes)
    return {"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [entry]}}


NO_INPUT = {
    "empty": b"",
    "zeros": b"\x00" * 100,
    "utf-16": b"\xff\xfe\x00\x01" * 1000,
    "elf": b"\x7fELF" + bytes(range(256)) * 100,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
    "gzip": gzip.compress(b"x" * 100_000_000, mtime=0),
    "zip": b"PK\x03\x04" + b"\x00" * 1000,
    "lines": b"\n" * 1_000_000,
    "brace": b"{",
    "object": b"{}",
    "deep list": b"[" * 1_000_000,
    "deep object": b'{"log":' * 100_000,
    "no entry": b'{"log": {"entries": []}}',
    "no entries": b'{"log": {"entries": 5}}',
    "strange entries": b'{"log": {"entries": [5, null, "x", [], {}]}}',
    "escape": b"\xef\xbb\xbf\x1b[2J",
}


@pytest.mark.parametrize("name", ["x.har", "x"])
@pytest.mark.parametrize("content", NO_INPUT.values(), ids=NO_INPUT)
def test_files_that_are_none(folder, name, content):
    (folder / name).write_bytes(content)
    assert_one_sentence(run(folder, f"./{name}", within=10))


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_what_windows_saved(folder, charset):
    recorded = har(response={"status": 502, "headers": [], "content": {}})
    (folder / "x.har").write_text(json.dumps(recorded), encoding=charset)
    assert run(folder, "--no-probes", "./x.har", within=10).out.startswith("502 ")
    (folder / "x.txt").write_text("HTTP/1.1 503 Busy\r\n\r\n", encoding=charset, newline="")
    assert run(folder, "--no-probes", "./x.txt", within=10).out.startswith("503 ")


@pytest.mark.parametrize("name", ["x.har", "x.http"])
def test_a_huge_file_is_refused_or_read_in_part(folder, name):
    path = folder / name
    with path.open("wb") as file:
        file.truncate(5 * 1024**3)
    assert_one_sentence(run(folder, str(path), within=10))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/urandom"])
def test_an_endless_file(folder, path):
    done = run(folder, path, within=10)
    assert done.status == 2


def test_what_comes_through_a_pipe_is_read_once_and_whole(folder):
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    message = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
    threading.Thread(target=pipe.write_bytes, args=(message,), daemon=True).start()
    done = run(folder, str(pipe), within=20)
    assert done.status == 1
    assert done.out.startswith("401 Unauthorized")


@pytest.mark.parametrize("name", [".", "..", "/", "./"])
def test_a_folder_is_no_host(folder, name):
    done = run(folder, name, within=10)
    assert done.status == 2
    assert_one_sentence(done)


def test_endless_standard_input_is_bounded(folder):
    done = run(folder, "-", stdin=b"A" * 200_000_000, within=20)
    assert done.status == 2
    assert_one_sentence(done)


@pytest.mark.parametrize(
    "changes",
    [
        {"startedDateTime": "9999999999-99-99"},
        {"startedDateTime": ESCAPES, "time": -1},
        {"time": 1e308},
        {"time": "NaN", "timings": {"wait": float("nan"), "dns": float("inf")}},
        {"timings": [1, 2], "serverIPAddress": ESCAPES, "connection": 5},
        {"request": None},
        {"request": {"method": ESCAPES, "url": "http://x.test/"}},
        {"request": {"method": "GET", "url": "javascript:alert(1)"}},
        {"request": {"method": "GET", "url": f"http://x.test/{ESCAPES}"}},
        {"request": {"method": "GET", "url": "http://x.test/", "headers": "no"}},
        {"request": {"method": "GET", "url": "http://x.test/", "headers": [5, {"name": 5}]}},
        {"response": {"status": "500"}},
        {"response": {"status": 10**30}},
        {"response": {"status": -5, "statusText": ESCAPES}},
        {"response": {"status": 403, "headers": [{"name": ESCAPES, "value": ESCAPES}] * 5000}},
        {"response": {"status": 403, "content": {"text": "!", "encoding": "base64"}}},
        {"response": {"status": 403, "content": {"text": ESCAPES * 50_000}}},
        {"response": {"status": 0, "_error": ESCAPES}},
        {"response": {"status": 302, "headers": [{"name": "Location", "value": ESCAPES * 999}]}},
        {"_error": ESCAPES},
    ],
    ids=lambda changes: str(changes)[:40].encode("unicode_escape").decode(),
)
def test_hostile_recordings(folder, changes):
    path = folder / "x.har"
    path.write_text(json.dumps(har(**changes)), encoding="utf-8")
    for form in ("text", "json"):
        done = run(folder, "--no-probes", "--format", form, str(path), within=10)
        assert done.status in {0, 1, 2, 3}


@pytest.mark.parametrize("form", FORMATS)
def test_a_recording_full_of_escapes_in_every_format(folder, form):
    headers = [{"name": f"X-{i}", "value": f"{ESCAPES}{i}"} for i in range(20)]
    request = {"method": "GET", "url": "http://shop.test/x?q=" + ESCAPES, "headers": headers}
    response = {
        "status": 403,
        "statusText": ESCAPES,
        "headers": [*headers, {"name": "Server", "value": ESCAPES}],
        "content": {"mimeType": f"text/{ESCAPES}", "text": ESCAPES},
    }
    path = folder / "x.har"
    path.write_text(json.dumps(har(request=request, response=response)), encoding="utf-8")
    done = run(folder, "--no-probes", "--format", form, "--explain-rules", str(path), within=10)
    assert done.status in {1, 3}


@pytest.mark.parametrize(
    "message",
    [
        f"GET / HTTP/1.1\r\nHost: {ESCAPES}\r\n\r\nHTTP/1.1 403 {ESCAPES}\r\nX: {ESCAPES}\r\n\r\n{ESCAPES}",
        "HTTP/1.1 200 OK\r\n" + "A: b\r\n" * 100_000 + "\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: " + "9" * 5000 + "\r\n\r\nx",
        "HTTP/1.1 999999999 OK\r\n\r\n",
        "> GET / HTTP/1.1\n> Host: x\n< HTTP/1.1 500 no\n" + "< a: b\n" * 50_000,
        "curl '" + "x" * 1_000_000,
        "curl " + "-H 'a: b' " * 50_000 + "http://127.0.0.1:1/",
        "curl http://127.0.0.1:1/ " + "\\\n" * 100_000,
        'curl -H @/etc/passwd -d @/etc/passwd -K /etc/passwd "http://127.0.0.1:1/"',
    ],
    ids=lambda message: message[:30].encode("unicode_escape").decode(),
)
def test_hostile_messages(folder, message):
    path = folder / "x.txt"
    path.write_text(message, encoding="utf-8")
    done = run(folder, "--no-probes", str(path), within=15)
    assert done.status in {0, 1, 2, 3}
    assert "root:" not in done.out + done.err


LINES = (
    f'2026/11/20 10:00:00 [error] 1#1: *1 {ESCAPES}, client: 127.0.0.1, request: "GET / HTTP/1.1"\n',
    f"[Fri Nov 20 10:00:00.000000 2026] [proxy:error] [pid 1] {ESCAPES}\n",
    f'127.0.0.1 - {ESCAPES} [20/Nov/2026:10:00:00 +0000] "GET /{ESCAPES} HTTP/1.1" 500 2 "-" "-"\n',
    json.dumps({"level": "error", "msg": ESCAPES, "ts": 1e400, "request": {"uri": ESCAPES}}) + "\n",
    "\x00" * 4096 + "\n",
    "x" * 1_000_000 + "\n",
)


@pytest.mark.parametrize("option", ["--error-log", "--access-log"])
@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_logs_full_of_escapes(folder, option, line):
    path = folder / "error.log"
    path.write_text(line * max(3, 200_000 // len(line)), encoding="utf-8")

    def writes(visit):
        with path.open("a", encoding="utf-8") as file:
            file.write(line)
        answer("500 Internal Server Error")(visit)

    with serving(writes) as server:
        for form in FORMATS:
            words = ("--no-probes", "--format", form, option, str(path), server.url)
            done = run(folder, *words, within=10)
            assert done.status in {1, 3}


@pytest.mark.parametrize("option", ["--error-log", "--access-log"])
def test_a_sparse_log_of_five_gigabytes(folder, option):
    path = folder / "error.log"
    with path.open("wb") as file:
        file.truncate(5 * 1024**3)
    with serving(answer("500 Internal Server Error")) as server:
        done = run(folder, "--no-probes", option, str(path), server.url, within=15)
    assert done.status in {1, 3}
    assert done.seconds < 15


def test_a_log_that_grows_without_end(folder):
    path = folder / "error.log"
    path.write_text("2026/11/20 10:00:00 [error] 1#1: *1 before\n")

    def writes(visit):
        with path.open("a") as file:
            for _ in range(200):
                file.write("2026/11/20 10:00:00 [error] 1#1: *1 flood\n" * 5000)
        answer("500 Internal Server Error")(visit)

    with serving(writes) as server:
        done = run(folder, "--no-probes", "--error-log", str(path), server.url, within=20)
    assert done.status in {1, 3}


@pytest.mark.parametrize("kind", ["folder", "endless", "loop"])
def test_logs_that_are_no_files(folder, kind):
    path = folder / "log"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    else:
        path = Path("/dev/zero")
    with serving(answer("500 Internal Server Error")) as server:
        done = run(folder, "--no-probes", "--error-log", str(path), server.url, within=10)
    assert done.status in {1, 2, 3}


CONFIGS = (
    "http { " + "server { " * 100_000,
    "server {" * 5000 + "}" * 5000,
    "include x.conf;\n",
    "include /**/*.conf;\n",
    "http { server { server_name " + "a" * 1_000_000 + "; } }",
    "http { server { location ~ (a+)+$ { return 403; } } }",
    f"http {{ server {{ return 403 '{ESCAPES}'; }} }}",
    '"' * 100_001,
    "\\" * 100_001,
    "http {" + "".join(f"set $a{i} $a{i - 1}$a{i - 1};" for i in range(1, 5000)) + "}",
    "<VirtualHost *:80>\n" * 20_000,
    "Include x.conf\n<Location />\nRequire all denied\n</Location>\n",
    "\x00" * 10_000,
)


@pytest.mark.parametrize(
    "text", CONFIGS, ids=lambda text: text[:24].encode("unicode_escape").decode()
)
def test_hostile_configurations(folder, text):
    path = folder / "x.conf"
    path.write_text(text, encoding="utf-8")
    with serving(answer("403 Forbidden", "Server: nginx")) as server:
        words = ("--no-probes", "--server-config", str(path), server.at("/" + "a" * 40 + "!"))
        done = run(folder, *words, within=15)
    assert done.status in {1, 2, 3}


def test_compressed_files_do_not_unfold(folder):
    path = folder / "x.har"
    path.write_bytes(zlib.compress(b'{"log": ' * 1_000_000))
    done = run(folder, str(path), within=10)
    assert done.status == 2
    assert_clean(done.err)

"""Hostile words: every one ends in a clear sentence and status 2, or in a diagnosis."""

import os

import pytest

from tests.hostile.runs import assert_one_sentence, run


def test_no_argument(folder):
    done = run(folder)
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("wwwhy: Nothing to diagnose was given.")


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "http://",
        "http:///path",
        "http://[bad/",
        "http://[::1",
        "http://a b/",
        "http://x:99999/",
        "http://x:-1/",
        "http://x:8o/",
        "http://user@:80/",
        "http://a..b/",
        "http://" + "a" * 64 + ".test/",
        "http://" + "a." * 200 + "test/",
        "http://\x1b[31mred/",
        "http://\u202egnp.test/",
        "http://x\r\nHost: y/",
        "http://x/\x01",
        "http://%00/",
        "http://xn--/",
        "http://127.0.0.1:1:2/",
        "http://999.999.999.999/",
        "http://0x7f.0.0.0.1.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://127.0.0.1/",
        "//127.0.0.1/",
        "\x1b]0;title\x07",
        "https://" + "x" * 100_000 + "/",
    ],
)
def test_impossible_urls(folder, url):
    # Names that only a resolver can refuse are pinned, so that none is ever asked.
    done = run(folder, "--resolve", "*:80:127.0.0.1", "--no-probes", url, within=5)
    if done.status == 2:
        assert_one_sentence(done)
    else:
        assert done.status in {1, 3}, done


@pytest.mark.parametrize("byte", [b"\xff\xfe", b"http://\xff/", b"-H", b"\xf0\x9f\x92\xa9"])
def test_words_that_are_no_text(folder, byte):
    done = run(folder, "--resolve", "*:80:127.0.0.1", "--no-probes", byte, within=5)
    assert done.status in {1, 2, 3}


@pytest.mark.parametrize(
    "words",
    [
        ("--frobnicate", "http://127.0.0.1:1/"),
        ("-\x1b", "http://127.0.0.1:1/"),
        ("--" + "x" * 50_000, "http://127.0.0.1:1/"),
        ("--format", "\x1b[2J", "http://127.0.0.1:1/"),
        ("--deadline", "1e309", "http://127.0.0.1:1/"),
        ("--max-requests", "9" * 5000, "http://127.0.0.1:1/"),
        ("-m", "nan", "http://127.0.0.1:1/"),
        ("-m", "-1", "http://127.0.0.1:1/"),
        ("--max-time", "9" * 5000, "http://127.0.0.1:1/"),
        ("--har-entry", "0", "x.har"),
        ("-H", "@/nonexistent", "http://127.0.0.1:1/"),
        ("-d", "@/nonexistent", "http://127.0.0.1:1/"),
        ("--json", "@/nonexistent", "http://127.0.0.1:1/"),
        ("-F", "a=@/nonexistent", "http://127.0.0.1:1/"),
        ("-x", "gopher://x", "http://127.0.0.1:1/"),
        ("--resolve", "nonsense", "http://127.0.0.1:1/"),
        ("--resolve", "a.test:80:not-an-address", "http://a.test/"),
        ("--connect-to", "::::::", "http://127.0.0.1:1/"),
        ("-X", "GE T", "http://127.0.0.1:1/"),
        ("-X", "GET\r\nEvil: 1", "http://127.0.0.1:1/"),
        ("--tls-max", "9.9", "https://127.0.0.1:1/"),
        ("--error-log", "/nonexistent/error.log", "http://127.0.0.1:1/"),
        ("--access-log", "/nonexistent/access.log", "http://127.0.0.1:1/"),
        ("--server-config", "/nonexistent/nginx.conf", "http://127.0.0.1:1/"),
    ],
    ids=lambda words: " ".join(words)[:50].encode("unicode_escape").decode(),
)
def test_impossible_options(folder, words):
    done = run(folder, "--no-probes", *words, within=5)
    if done.status == 2:
        assert_one_sentence(done)
    else:
        # curl takes these as well.
        assert done.status in {1, 3}, done


@pytest.mark.parametrize(
    "command", ["curl " + "-H 'a: b' " * 3000, "curl 'unclosed", "curl $(id) `id`"]
)
def test_pasted_commands(folder, command):
    done = run(folder, command + " http://127.0.0.1:1/", within=20)
    assert done.status in {1, 2, 3}


def test_a_bomb_of_globs(folder):
    done = run(folder, "curl", "http://127.0.0.1:1/" + "[1-999999]" * 30, within=5)
    assert_one_sentence(done)


def test_thousands_of_words(folder):
    done = run(folder, *["http://127.0.0.1:1/"] * 5000, within=20)
    assert done.status in {1, 2, 3}


def test_a_folder_that_cannot_be_read(folder):
    done = run(folder, str(folder) + "/", within=5)
    assert_one_sentence(done)


def test_a_file_that_cannot_be_read(folder):
    secret = folder / "secret.har"
    secret.write_text("{}")
    secret.chmod(0)
    # Root may read everything, but not the unmapped first page of a process.
    assert_one_sentence(run(folder, "/proc/self/mem" if os.geteuid() == 0 else str(secret)))

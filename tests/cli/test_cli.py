"""The command line as a user calls it: help, versions, faults, pipes and signals."""

import json
import os
import pty
import re
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from wwwhy import __version__
from wwwhy.cli.console.group import CommandLine

WWWHY = [sys.executable, "-m", "wwwhy"]
CLEAN = {
    **{
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("LC_", "WWWHY", "COLUMNS", "NO_COLOR"))
    },
    "LANG": "en_US.UTF-8",
    "PYTHONUTF8": "1",
}


def wwwhy(*argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WWWHY, *argv],
        capture_output=True,
        encoding="utf-8",
        env={**CLEAN, **environ},
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_help_says_everything_to_begin_with():
    done = wwwhy("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for word in ("diagnose", "curl", "demo", "--error-log FILE", "--aws-sigv4", "wwwhy https://"):
        assert word in done.stdout
    assert "--tls-\n" not in done.stdout


def test_help_in_russian_and_at_any_width():
    for columns in ("40", "80", "200"):
        done = wwwhy("--help", LANG="ru_RU.UTF-8", COLUMNS=columns)
        assert "Как вызывать" in done.stdout
        assert done.returncode == 0
    assert wwwhy("--lang", "ru", "--help").stdout == wwwhy("--help", LANG="ru_RU.UTF-8").stdout


def test_version():
    assert wwwhy("--version").stdout == f"wwwhy {__version__}\n"
    assert wwwhy("-V").stdout == f"wwwhy {__version__}\n"


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option):
    code = (
        "import sys\n"
        "from wwwhy.cli import main\n"
        f"try: main([{option!r}])\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=CLEAN)
    loaded = set(eval(done.stderr.splitlines()[-1]))  # what the line above printed
    heavy = {"ssl", "socket", "asyncio", "rich", "OpenSSL", "cryptography", "dns", "h2", "json"}
    assert not heavy & loaded
    rooms = {name.split(".")[1] for name in loaded if name.startswith("wwwhy.")}
    assert rooms == {"cli", "errors", "formatters"}


def test_without_words_it_shows_how_to_begin():
    done = wwwhy()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Nothing to diagnose was given." in done.stderr
    assert "wwwhy https://example.com/" in done.stderr


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["http://127.0.0.1:99999/"], "ports go from 1 to 65535"),
        (["ftp://127.0.0.1/"], "only http and https"),
        (["http://"], "has no host"),
        (["--frob", "http://127.0.0.1/"], "There is no option --frob"),
        (["-W", "http://127.0.0.1/"], "There is no option -W"),
        (["--format", "yaml", "http://127.0.0.1/"], "it can be json, text"),
        (["--lang", "de", "x"], "it can be en, ru"),
        (["--max-requests", "31", "x"], "a whole number from 1 to 30"),
        (["--max-requests", "1.5", "x"], "a whole number from 1 to 30"),
        (["--deadline", "nan", "x"], "a number from 0 to 3600"),
        (["--format"], "needs a value"),
        (["http://127.0.0.1/", "-H"], "needs an argument"),
        (["missing.har"], "There is no file missing.har"),
        (["./missing"], "There is no file ./missing"),
        (["curl"], "no curl command behind"),
        (["curl", "--frob", "x"], "no option --frob"),
        (["curl", "--lang", "ru", "http://127.0.0.1/"], "must stand before the word curl"),
        (["--lang", "ru", "--deadline", "x", "y"], "Значение x не подходит для --deadline"),
        (["--lang", "ru", "http://127.0.0.1:99999/"], "порты бывают от 1 до 65535"),
        (["--lang", "ru", "curl", "-H"], "После ключа --header должно стоять значение."),
        (["--lang", "ru", "curl", "-m", "soon", "x"], "--max-time: Нужно число секунд."),
        (["--lang", "ru", "--error-log", "/no/log", "x"], "'/no/log' не открывается: такого файла"),
        (["curl", "--cacert", "/no/ca", "https://127.0.0.1/"], "'/no/ca' cannot be read"),
        (["curl", "--cert", "/no/one", "https://127.0.0.1/"], "'/no/one' cannot be read"),
        (["--key", "/dev", "--cert", "/dev", "https://127.0.0.1/"], "is not a regular file"),
        (["--lang", "ru", "curl 'http://127.0.0.1/"], "В команде есть ' без второй"),
    ],
)
def test_misuse_is_one_sentence_and_status_2(run, argv, said):
    done = run(*argv)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.startswith("wwwhy: ")
    assert done.err.count("\n") == 1


def test_misuse_of_the_real_program():
    done = wwwhy("--format", "yaml", "http://127.0.0.1/")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_control_characters_of_a_word_reach_no_terminal():
    done = wwwhy("ftp://\x1b[31m\u202e/")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr


def test_healthy_and_failing_targets_end_to_end(server):
    fine = wwwhy(f"{server}/fine")
    assert (fine.returncode, fine.stderr) == (0, "")
    assert fine.stdout.startswith("200 OK: nothing failed.")
    denied = wwwhy(f"{server}/denied", "--no-probes")
    assert denied.returncode in {1, 3}
    assert denied.stdout.startswith("401 Unauthorized")
    assert "1 request sent" in denied.stdout


def test_redirects_as_a_visitor_and_as_curl(server):
    followed = wwwhy("--format", "json", f"{server}/moved")
    assert json.loads(followed.stdout)["outcome"]["status"] == 200
    left = wwwhy("--format", "json", "curl", f"{server}/moved")
    report = json.loads(left.stdout)
    assert report["outcome"]["status"] == 302
    assert report["target"]["source"] == "curl"


def test_nothing_listens():
    done = wwwhy("--lang", "ru", "http://127.0.0.1:1/")
    assert done.returncode in {1, 3}
    assert done.stdout.startswith("Ответа нет (в соединении отказано)")
    assert "127.0.0.1, порт 1: в соединении сразу отказано." in done.stdout


def test_a_closed_pipe_is_quiet(server):
    command = " ".join([*WWWHY, f"{server}/denied", "--no-probes"])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} | true"],
        capture_output=True,
        text=True,
        env=CLEAN,
        check=False,
    )
    assert done.stderr == ""


def test_no_standard_output_at_all(server):
    command = " ".join([*WWWHY, f"{server}/fine"])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} >&-"], capture_output=True, text=True, env=CLEAN, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_interruption_is_one_line_and_status_130(httpd):
    # A shell's background job ignores the signal, and the tests may run in one.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from wwwhy.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, f"{httpd.url}/slow"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=CLEAN,
    )
    assert httpd.arrived.wait(30)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err + out
    assert out or re.fullmatch(r"\n?wwwhy: Interrupted before the answer was there; .*\n", err)


def test_a_terminal_gets_colour_and_a_line_of_progress(server):
    written = on_a_terminal(f"{server}/denied")
    assert "\x1b[1m" in written
    assert "waiting for the answer" in written
    plain = on_a_terminal(f"{server}/denied", NO_COLOR="1")
    assert "\x1b[1m" not in plain
    assert "\x1b" not in on_a_terminal(f"{server}/denied", TERM="dumb")


def on_a_terminal(*argv: str, **environ: str) -> str:
    first, second = pty.openpty()
    with subprocess.Popen(
        [*WWWHY, *argv], stdout=second, stderr=second, env={**CLEAN, "TERM": "xterm", **environ}
    ) as process:
        os.close(second)
        pieces = []
        while True:
            try:
                piece = os.read(first, 65536)
            except OSError:
                # Linux says so where others return nothing: the other end is closed.
                break
            if not piece:
                break
            pieces.append(piece)
        process.wait(30)
    os.close(first)
    return b"".join(pieces).decode("utf-8")


def test_an_old_terminal_gets_ascii(server):
    done = wwwhy(f"{server}/denied", "--no-probes", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    done.stdout.encode("ascii")
    assert "you -->" in done.stdout


def test_a_terminal_without_cyrillic_gets_english_unless_told_otherwise(server):
    environ = {"LANG": "ru_RU.UTF-8", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    assert "nothing failed" in wwwhy(f"{server}/fine", **environ).stdout
    assert "сбоев нет" in wwwhy("--lang", "ru", f"{server}/fine", **environ).stdout
    assert "Ключа --bogus нет" in wwwhy("--lang", "ru", "--bogus", **environ).stderr
    assert "There is no option" in wwwhy("--bogus", **environ).stderr
    assert "код состояния" in wwwhy("--lang", "ru", "explain", "401", **environ).stdout
    assert "Usage" in wwwhy("--help", **environ).stdout


@pytest.mark.parametrize("closed", ["<", ">", "2>"])
def test_a_stream_that_is_closed_is_no_fault(closed):
    command = f'exec "{sys.executable}" -m wwwhy "$1" {closed}&-'
    for target, status in (("-", 2), ("https://a.test:foo/", 2)):
        done = subprocess.run(
            ["sh", "-c", command, "sh", target],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            stdin=None if closed == "<" else subprocess.DEVNULL,
        )
        assert done.returncode == status
        assert "fault of wwwhy" not in done.stderr
        assert "Traceback" not in done.stderr
    if closed == "<":
        assert "Standard input is closed" in wwwhy_closed()


def wwwhy_closed() -> str:
    command = f'exec "{sys.executable}" -m wwwhy - <&-'
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stderr


def test_click_runs_it_too():
    done = CliRunner().invoke(CommandLine(), ["--version"])
    assert (done.exit_code, done.output) == (0, f"wwwhy {__version__}\n")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("wwwhy dia", "plain,diagnose"),
        ("wwwhy --fo", "plain,--format\nplain,--for"),
        ("wwwhy --format js", "plain,json"),
        ("wwwhy diagnose --expl", "plain,--explain-rules"),
        ("wwwhy --lang ru curl --no-p", "plain,--no-probes"),
        ("wwwhy --error-log x", "file,x"),
        ("wwwhy rec", "file,rec"),
    ],
)
def test_shell_completion(words, offered):
    count = len(words.split()) - 1
    environ = {"_WWWHY_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    code = "from wwwhy.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**CLEAN, **environ},
        check=False,
    )
    assert done.stdout.strip() == offered

"""`wwwhy diagnose`: what is asked of the engine, and what is done with its answer."""

import json
from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.errors import said_in
from wwwhy.model import Exchange, NotChecked, Request

CURL = "curl -H 'X-Key: 1' http://127.0.0.1:9/from-text"
RAW = b"GET /x HTTP/1.1\r\nHost: a.test\r\n\r\nHTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nhi"


def har(*entries: tuple[str, str, int]) -> str:
    return json.dumps(
        {
            "log": {
                "version": "1.2",
                "entries": [
                    {
                        "startedDateTime": "2026-09-21T14:00:00Z",
                        "time": 5,
                        "request": {
                            "method": method,
                            "url": url,
                            "httpVersion": "HTTP/1.1",
                            "headers": [],
                        },
                        "response": {
                            "status": status,
                            "statusText": "",
                            "httpVersion": "HTTP/1.1",
                            "headers": [],
                            "content": {"size": 0},
                        },
                        "timings": {"wait": 1},
                    }
                    for method, url, status in entries
                ],
            }
        }
    )


def test_a_recorded_redirect_comes_before_where_it_led(run, asked, tmp_path):
    file = tmp_path / "led.har"
    recording = json.loads(har(("GET", "http://a.test/a", 302), ("GET", "http://b.test/b", 401)))
    answer = recording["log"]["entries"][0]["response"]
    answer["headers"] = [{"name": "Location", "value": "http://b.test/b"}]
    file.write_text(json.dumps(recording))
    run(str(file))
    subject, options = asked.subjects[0], asked.options[0]
    assert subject.status == 401
    assert [each.status for each in options.before] == [302]


def test_the_default_command_is_diagnose(run, asked):
    assert run("http://127.0.0.1:9/a").status == 1
    assert run("diagnose", "http://127.0.0.1:9/a").status == 1
    assert asked.subjects[0] == asked.subjects[1]
    assert asked.options[0].source == "live"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (samples.healthy, 0),
        (samples.expired_token, 1),
        (samples.unexplained, 3),
        (
            lambda: replace(samples.unexplained(), not_checked=(NotChecked("x", "interrupted"),)),
            130,
        ),
    ],
)
def test_exit_status(run, asked, answer, status):
    asked.answer = answer
    assert run("http://127.0.0.1:9/").status == status


def test_our_options_reach_the_engine_wherever_they_stand(run, asked):
    run(
        *("--max-requests", "7", "-H", "X: --live", "http://127.0.0.1:9/", "--no-probes"),
        *("--replay-unsafe", "--deadline", "2.5", "--fingerprint", "-X", "POST"),
    )
    options, request = asked.options[0], asked.subjects[0]
    assert (options.budget.max_requests, options.budget.probes) == (7, False)
    assert (options.budget.replay_unsafe, options.budget.fingerprint) == (True, True)
    assert options.deadline == 2.5
    assert request.method == "POST"
    assert request.fields.get("X") == "--live"


def test_defaults_are_those_of_a_visitor(run, asked):
    run("http://127.0.0.1:9/")
    assert asked.subjects[0].follow_redirects
    assert asked.subjects[0].cookie_jar
    assert asked.options[0].budget.max_requests == 30
    assert asked.options[0].deadline == 20


@pytest.mark.parametrize("name", ["text", "json"])
def test_formats(run, asked, name):
    out = run("--format", name, "http://127.0.0.1:9/").out
    assert out.startswith("{" if name == "json" else "401 Unauthorized because:")


def test_language_and_audience(run, asked):
    done = run("--lang", "ru", "--for", "visitor", "http://127.0.0.1:9/")
    assert "Посетителю" in done.out
    assert "Разработчику" not in done.out


def test_rules_beside_text_and_beside_json(run, asked):
    beside = run("--explain-rules", "http://127.0.0.1:9/")
    assert "bearer-token-expired: proved" in beside.out
    apart = run("--explain-rules", "--format", "json", "http://127.0.0.1:9/")
    json.loads(apart.out)
    assert "bearer-token-expired: proved" in apart.err


def test_warnings_and_what_was_not_read_are_said_in_the_language_asked_for(run, asked, tmp_path):
    config = tmp_path / "nginx.conf"
    config.write_text("events {}\nhttp { include ../other; }\n")
    words = ["--server-config", str(config), "-H", "no colon", "http://127.0.0.1:9/"]
    said = run("--lang", "ru", *words).err
    assert said == "wwwhy: Ключ -H без двоеточия пропущен; нужно 'Имя: значение'.\n"
    assert run(*words).err.startswith("wwwhy: A -H without a colon was passed over")
    (note,) = asked.options[0].notes
    assert "leads outside" in note.detail
    assert "ведёт за пределы" in said_in(note.detail, "ru")


def test_several_urls_are_said(run, asked):
    done = run("http://127.0.0.1:9/a", "http://127.0.0.1:9/b")
    assert "makes 2 requests; the first is diagnosed" in done.err
    assert asked.subjects[0].url.path == "/a"


# Files and standard input --------------------------------------------------------------------


def test_a_recording_is_judged_as_it_was(run, asked, tmp_path):
    file = tmp_path / "two.har"
    file.write_text(
        har(
            ("GET", "http://a.test/?access_token=abcdefgh12345678", 200),
            ("GET", "http://a.test/b", 500),
        )
    )
    done = run(str(file))
    subject, options = asked.subjects[0], asked.options[0]
    assert isinstance(subject, Exchange)
    assert (subject.status, options.source, options.live) == (500, "har", True)
    assert "Entry 2 of 2 is diagnosed: GET http://a.test/b" in done.err
    first = run("--har-entry", "1", str(file))
    assert asked.subjects[1].status == 200
    assert "abcdefgh12345678" not in first.err


def test_a_recorded_post_is_not_sent_again_unless_told_so(run, asked, tmp_path):
    file = tmp_path / "post.har"
    file.write_text(har(("POST", "http://a.test/b", 500)))
    run(str(file))
    assert isinstance(asked.subjects[0], Exchange)
    assert asked.options[0].live is False


def test_live_sends_the_recorded_request_anew(run, asked, tmp_path):
    file = tmp_path / "post.har"
    file.write_text(har(("POST", "http://a.test/b", 500)))
    run("--live", str(file))
    request, options = asked.subjects[0], asked.options[0]
    assert isinstance(request, Request)
    assert (request.method, request.url.path) == ("POST", "/b")
    assert (options.source, options.live) == ("har", True)


def test_live_has_nobody_to_ask_where_only_a_response_is_known(run, asked, tmp_path):
    file = tmp_path / "message"
    file.write_bytes(RAW.partition(b"\r\n\r\n")[2])
    run("--live", str(file))
    assert isinstance(asked.subjects[0], Exchange)
    assert asked.options[0].live is False


def test_a_raw_message(run, asked, tmp_path):
    file = tmp_path / "message"
    file.write_bytes(RAW)
    run(str(file))
    assert asked.subjects[0].status == 502
    assert asked.options[0].source == "raw"


def test_a_saved_command(run, asked, tmp_path):
    file = tmp_path / "cmd.sh"
    file.write_text(CURL)
    run(str(file))
    request = asked.subjects[0]
    assert isinstance(request, Request)
    assert (request.url.path, request.fields.get("x-key")) == ("/from-text", "1")
    assert asked.options[0].source == "curl"


def test_a_command_in_one_word(run, asked):
    run(CURL)
    assert asked.subjects[0].url.path == "/from-text"
    assert asked.options[0].source == "curl"


def test_a_saved_command_that_changes_something_needs_live(run, asked, tmp_path):
    file = tmp_path / "cmd.sh"
    file.write_text("curl -d x=1 http://127.0.0.1:9/")
    done = run(str(file))
    assert done.status == 2
    assert "add --live" in done.err
    assert asked.subjects == []
    run("--live", str(file))
    assert asked.subjects[0].method == "POST"


def test_a_saved_command_may_not_read_files(run, asked, tmp_path):
    (tmp_path / "secret").write_text("secret")
    file = tmp_path / "cmd.sh"
    file.write_text(f"curl -d @{tmp_path}/secret http://127.0.0.1:9/")
    done = run("--live", str(file))
    assert done.status == 2
    assert asked.subjects == []


def test_standard_input(run, asked, monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(RAW))))
    run("-")
    assert asked.subjects[0].status == 502
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(b""))))
    assert "standard input is empty" in run("-").err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x00\x01\xff\x80" * 50, "no HAR"),
        (b'{"log":', "cut off"),
        (b"{}", "no HAR"),
    ],
)
def test_files_that_cannot_be_read(run, asked, tmp_path, content, said):
    file = tmp_path / "x.har"
    file.write_bytes(content)
    done = run(str(file))
    assert done.status == 2
    assert said in done.err
    assert "x.har" in done.err
    assert done.err.count("\n") == 1


def test_a_file_and_something_else(run, asked, tmp_path):
    file = tmp_path / "cmd.sh"
    file.write_text(CURL)
    assert "give one target" in run(str(file), "http://127.0.0.1:9/").err
    assert "do not apply to a file (-k)" in run("-k", str(file)).err
    assert "is a folder" in run(f"{tmp_path}/").err


def test_a_word_that_no_file_system_takes_is_a_url(run, asked):
    run("127.0.0.1:9/" + "a" * 5000)
    assert asked.subjects[0].url.host == "127.0.0.1"


# Logs and configuration ----------------------------------------------------------------------


def test_logs_and_configuration_are_opened(run, asked, tmp_path):
    log, config = tmp_path / "error.log", tmp_path / "nginx.conf"
    log.write_text("2026/09/21 14:13:15 [error] 1#1: *1 x\n")
    config.write_text("events {}\nhttp { server { listen 80; location / { deny all; } } }\n")
    run("--error-log", str(log), "--server-config", str(config), "http://127.0.0.1:9/")
    options = asked.options[0]
    assert options.logs is not None
    assert options.config[0].server == "nginx"


@pytest.mark.parametrize("option", ["--error-log", "--access-log", "--server-config"])
def test_a_missing_log_is_said_before_anything_is_sent(run, asked, option, tmp_path):
    done = run(option, f"{tmp_path}/none.log", "http://127.0.0.1:9/")
    assert done.status == 2
    assert "none.log" in done.err
    assert asked.subjects == []


# Faults --------------------------------------------------------------------------------------


def test_a_fault_of_ours_is_one_sentence(run, asked, monkeypatch):
    def fail():
        raise ZeroDivisionError("Bearer secret")

    asked.answer = fail
    done = run("http://127.0.0.1:9/")
    assert done.status == 2
    assert "fault of wwwhy itself (ZeroDivisionError)" in done.err
    assert "secret" not in done.err
    assert done.err.count("\n") == 1
    monkeypatch.setenv("WWWHY_DEBUG", "1")
    debug = run("http://127.0.0.1:9/").err
    assert "builtins.ZeroDivisionError" in debug
    assert "test_diagnose.py" in debug
    assert "secret" not in debug


def test_interruption_says_what_may_have_arrived(run, asked):
    def stop():
        raise KeyboardInterrupt

    asked.answer = stop
    done = run("--lang", "ru", "http://127.0.0.1:9/")
    assert done.status == 130
    assert done.err == (
        "wwwhy: Прервано раньше, чем пришёл ответ; сам запрос мог до сервера и дойти. Сказать пока"
        " нечего.\n"
    )


def test_help_of_the_command(run):
    done = run("diagnose", "--help")
    assert done.status == 0
    assert done.out.startswith("wwwhy [diagnose] [OPTIONS]")
    assert "--har-entry N" in done.out
    assert "--connect-timeout" in done.out
    assert run("diagnose").status == 2

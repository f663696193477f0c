"""Cookie files for -b."""

from wwwhy.sources.curl import parse_argv


def cookies(content: str, url: str, *argv: str, now: float = 1000.0) -> str | None:
    (request,) = parse_argv(
        ["-b", "jar", *argv, url],
        read_file=lambda _path, _limit: content.encode(),
        clock=lambda: now,
    ).requests
    return request.fields.get("cookie")


def test_cookie_files() -> None:
    jar = (
        ".h.test\tTRUE\t/\tFALSE\t0\tall\t1\n"
        "h.test\tFALSE\t/\tFALSE\t0\thost\t2\n"
        "h.test\tFALSE\t/a\tFALSE\t2000\tpath\t3\r\n"
        "h.test\tFALSE\t/\tFALSE\t999\told\t4\n"
        "broken line\n#comment\tx\n"
        "Set-Cookie: set=5; path=/; domain=h.test\n"
        "Set-Cookie: foreign=6; domain=x.test\n"
        "Set-Cookie: broken\n"
    )
    assert cookies(jar, "http://h.test/a/b") == "path=3; host=2; set=5; all=1"
    assert cookies(jar, "http://h.test/ab") == "host=2; set=5; all=1"
    assert cookies(jar, "http://sub.h.test/") == "set=5; all=1"
    assert cookies(jar, "http://x.test/") == "foreign=6"
    assert cookies(jar, "http://h.test/a", "-j") == "path=3"
    assert cookies(jar, "http://h.test/a", "-b", "typed=1;  raw", now=3000.0) == (
        "host=2; set=5; all=1; typed=1;  raw"
    )


def test_a_cookie_file_that_is_none_is_said_without_its_name() -> None:
    command = parse_argv(["-b", "s3cretcookie", "http://h.test/"])
    assert "cookie" not in command.requests[0].fields
    assert command.requests[0].cookie_jar
    assert "-b" in command.warnings[0]
    assert "s3cret" not in command.warnings[0]

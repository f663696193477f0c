"""Files for -K."""

from wwwhy.sources.curl.config_file import config_lines


def test_config_lines() -> None:
    text = '# c\n\n/ c\nurl = "a\\tb\\"c\\\\" trailing\nsilent\n-H "x: y"\nuser-agent:zz # c\n--data  a=b c\n= =\nheader "open\n'
    assert config_lines(text.encode()) == [
        (4, ["--url", 'a\tb"c\\']),
        (5, ["--silent"]),
        (6, ["-H", "x: y"]),
        (7, ["--user-agent", "zz"]),
        (8, ["--data", "a=b"]),
        (10, ["--header", "open"]),
    ]

"""Files for -K."""

from wwwhy.sources.curl.config_file import config_lines


def test_config_lines() -> None:
    text = '# c\n\n/ c\nurl = "a\\tb\\"c\\\\" trailing\nsilent\n-H "x: y"\nuser-agent:zz # c\n--data  a=b c\n= =\nheader "open\n'
    assert config_lines(text.encode()) == [
        ["--url", 'a\tb"c\\'],
        ["--silent"],
        ["-H", "x: y"],
        ["--user-agent", "zz"],
        ["--data", "a=b"],
        ["--header", "open"],
    ]

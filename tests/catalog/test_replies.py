"""Lines of FTP and mail servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.catalog.replies import replies


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("421 Service not available, remote server has closed connection", "ftp/421"),
        ("421 Too many connections (8) from this IP", "ftp/421"),
        ("530 Login incorrect.", "ftp/530"),
        ("425 Can't open data connection.", "ftp/425"),
        ("530 5.7.1 Client was not authenticated", "smtp/530"),
        ("550-5.7.1 Our system has found this suspicious", "smtp/550"),
        ("421 4.3.2 Service not available", "smtp/421"),
        ("503 5.5.1 Bad sequence of commands", "smtp/5yz"),
        ("550 User unknown in local recipient table", "smtp/550"),
    ],
)
def test_a_reply_is_its_own_servers(line, first):
    assert next(iter(replies(line))) == first


@pytest.mark.parametrize(
    "line",
    [
        "421 Misdirected Request",
        "503 Service Unavailable",
        "HTTP/1.1 530 Login incorrect",
        "404 Not Found",
        "425 Too Early",
        "421",
        "",
        "502 Bad Gateway for the anonymous",
    ],
)
def test_a_phrase_of_http_is_none(line):
    found = list(replies(line))
    assert not found or not found[0].startswith("smtp/")
    assert not found or "anonymous" in line


def test_http_stands_behind_it():
    assert next(iter(replies("421 Too many connections from this IP"))) == "ftp/421"
    assert "iana/421" in list(replies("421 Too many connections from this IP"))


@given(st.from_regex(r"[1-5]\d\d[ -].{0,300}", fullmatch=True))
def test_any_line_is_read(line):
    assert all("/" in each for each in replies(line))

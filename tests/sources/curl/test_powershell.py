"""PowerShell: curl.exe, and Invoke-WebRequest as browsers copy it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError, WwwhyError
from wwwhy.sources.curl import parse_text
from wwwhy.sources.curl.powershell import commands

# Chrome 120, "Copy as PowerShell"
CHROME = r"""
$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.UserAgent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/120"
$session.Cookies.Add((New-Object System.Net.Cookie("sid", "a=b", "/", "shop.test")))
$session.Cookies.Add((New-Object System.Net.Cookie("lang", "en", "/", "shop.test")))
Invoke-WebRequest -UseBasicParsing -Uri "https://shop.test/api?x=1&y=`$z" `
-Method "POST" `
-WebSession $session `
-Headers @{
"authority"="shop.test"
  "method"="POST"
  "path"="/api"
  "scheme"="https"
  "accept"="*/*"
  "authorization"="Bearer abc"
  "sec-ch-ua"="`"Chromium`";v=`"120`""
} `
-ContentType "application/json" `
-Body "{`"a`":`"caf$([char]233)`"}"
"""


def test_chrome() -> None:
    (request,) = parse_text(CHROME).requests
    assert str(request.url) == "https://shop.test/api?x=1&y=$z"
    assert request.method == "POST"
    assert request.body == '{"a":"caf\u00e9"}'.encode()
    assert dict(request.fields) == {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120",
        "accept": "*/*",
        "Cookie": "sid=a=b; lang=en",
        "authorization": "Bearer abc",
        "sec-ch-ua": '"Chromium";v="120"',
        "Content-Type": "application/json",
    }
    assert request.follow_redirects
    assert request.max_redirects == 5


@pytest.mark.parametrize(
    ("text", "url", "method"),
    [
        ("Invoke-WebRequest https://h.test/", "https://h.test/", "GET"),
        ("iwr -Uri 'https://h.test/it''s' -Method Delete", "https://h.test/it's", "Delete"),
        (
            "Invoke-RestMethod -Uri https://h.test -SkipCertificateCheck; echo x",
            "https://h.test/",
            "GET",
        ),
        ("curl -Uri https://h.test -UseBasicParsing `\n -Method PUT", "https://h.test/", "PUT"),
        ("irm https://h.test -Headers @{ A = 'b'; 'C-D' = 'e' }", "https://h.test/", "GET"),
    ],
)
def test_invoke(text: str, url: str, method: str) -> None:
    (request,) = parse_text(text).requests
    assert (str(request.url), request.method) == (url, method)


def test_the_body_of_an_expression() -> None:
    text = 'iwr "http://h.test" -Method POST -Body ([System.Text.Encoding]::UTF8.GetBytes("a$([char]0x20ac)"))'
    assert parse_text(text).requests[0].body == "a\u20ac".encode()


def test_curl_exe() -> None:
    text = 'curl.exe \'https://h.test/?a=b,c\' `\n  -H "A: `$x `"q`"" -d \'{\\"k\\":1}\' -X=POST'
    (words,) = commands(text, {}, lambda _: None)
    assert words == [
        "curl.exe",
        "https://h.test/?a=b,c",
        "-H",
        'A: $x "q"',
        "-d",
        '{"k":1}',
        "-X=POST",
    ]


def test_old_powershell_drops_quotes() -> None:
    command = parse_text("curl.exe http://h.test `\n -d '{\"k\":1}'")
    assert command.requests[0].body == b'{"k":1}'
    assert "7.3" in command.warnings[0]


def test_variables() -> None:
    text = 'curl.exe "http://h.test/$env:NAME" `\n -H "A: ${env:NAME}$null"'
    (words,) = commands(text, {"Name": "x"}, lambda _: None)
    assert words == ["curl.exe", "http://h.test/x", "-H", "A: x"]


@pytest.mark.parametrize(
    "text",
    [
        'iwr "open',
        "iwr 'open",
        'iwr "http://h/$unknown"',
        'iwr "$(Get-Date)"',
        "iwr -Uri $unknown",
        "iwr http://h -Headers x",
        "iwr http://h -Headers @{ 'a' = 'b'",
        "Invoke-WebRequest -Headers",
    ],
)
def test_what_cannot_be_known_is_said(text: str) -> None:
    with pytest.raises(InputError):
        parse_text(text)


def test_here_strings() -> None:
    text = "iwr http://h -Method POST -Body @'\n{\"a\": 'b'}\n'@"
    assert parse_text(text).requests[0].body == b"{\"a\": 'b'}"


@given(st.text(alphabet="iwr -Uri'\"`$@{}()=,;\n ah#[char]9", max_size=40))
def test_hostile_text(text: str) -> None:
    with contextlib.suppress(WwwhyError):
        parse_text(f"iwr {text}")

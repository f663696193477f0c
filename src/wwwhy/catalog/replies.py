"""Recognises lines of FTP and mail servers, whose numbers are no HTTP status codes."""

import re
from collections.abc import Iterator

from wwwhy.catalog import index
from wwwhy.catalog.shelf import entry

_REPLY = r"\s*(?:\w{1,12} )?([1-5]\d\d)[ -]\s*(?:([245]\.\d{1,3}\.\d{1,3})\b)?([^\n]{0,400})"
_MAIL, _FILES = "smtp", "ftp"
_SPOKEN = {
    _MAIL: (
        r"(?i)\b(?:mailbox|recipients?|sender|e-?mails?|relay(?:ing)?|smtp|starttls|grey-?list\w*|spam"
        r"|ehlo|helo|mx|rcpt|spf|dkim|dmarc|messages? (?:rejected|refused|blocked)|user unknown)\b"
    ),
    _FILES: (
        r"(?i)\b(?:ftps?|vsftpd|proftpd|pure-ftpd|filezilla|anonymous|login incorrect|not logged in"
        r"|data (?:connection|channel)|control (?:connection|channel)|file status"
        r"|remote server has closed connection|too many connections)\b"
    ),
}
"""Words that stand in replies of these servers and in no reason phrase of HTTP."""


def replies(text: str) -> Iterator[str]:
    """Yield the rows that a reply means: `530 Login incorrect.`, `550 5.7.1 Message rejected`.

    A number with an enhanced status code behind it (RFC 3463) can only be SMTP.
    """
    begun = text.split("\n", 1)[0][:420]
    if not any(map(str.isdigit, begun)) or "HTTP/" in text:
        return
    line = re.fullmatch(_REPLY, begun)
    if line is None:
        return
    number, enhanced, said = line[1], line[2], line[3]
    if enhanced:
        yield from _row(_MAIL, number)
        return
    word = index.plain(said)
    if not word or _is_phrase(number, word):
        return
    whose = [each for each in (_FILES, _MAIL) if re.search(_SPOKEN[each], said)]
    whose += [each for each in (_FILES, _MAIL) if each not in whose and _holds(each, number, word)]
    for each in whose:
        yield from _row(each, number)
    if whose:
        yield from (ref for ref in index.refs(number) if _is_plain(ref))


def _row(owner: str, number: str) -> Iterator[str]:
    """Yield a server's row for a number, or what numbers with this first digit mean."""
    for word in (number, f"{number[0]}yz"):
        if found := [ref for ref in index.refs(word) if ref.startswith(f"{owner}/")]:
            yield found[0]
            return


def _is_phrase(number: str, word: str) -> bool:
    """Whether HTTP has this phrase for the number."""
    return any(_is_plain(ref) for ref in index.refs(f"{number} {word}"))


def _is_plain(ref: str) -> bool:
    return ref.startswith(("iana/", "unofficial/", "cloudflare/"))


def _holds(owner: str, number: str, word: str) -> bool:
    """Whether what stands behind the number is what a row of this owner says."""
    refs = [ref for ref in index.refs(number) if ref.startswith(f"{owner}/")]
    rows = [entry(*ref.split("/", 1)) for ref in refs]
    texts = (index.plain(each) for row in rows for each in (row.name, *row.older, *row.sentences))
    return any(f" {each} " in f" {word} " for each in texts)

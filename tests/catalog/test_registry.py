"""The registry, compared with the lists that Python, Node.js and two packages of npm carry."""

import http
import re

import pytest

from tests.catalog.artifacts import installed
from tests.catalog.asking import fetch, needs, newest_http_status, node
from wwwhy.catalog.constants import libraries
from wwwhy.catalog.shelf import entries

REGISTERED = {int(row.code): row for row in entries("iana") if row.code.isdigit()}
BY_NAME = {each.name: each for each in libraries()}
needs_node = needs("node")


def letters(name):
    return re.sub(r"[^a-z]", "", name.lower())


def names_of(code):
    row = REGISTERED[code]
    return {letters(name) for name in (row.name, *row.older)}


def explained(codes, library: str) -> None:
    """What the registry has and somebody else lacks must be explained in the row."""
    for code in codes:
        row = REGISTERED[code]
        assert row.differs is not None, f"{code} is missing in {library}, and no row says so"


def agreed(phrases, library: str) -> None:
    """Codes must be ours, their phrases names of ours; every difference is told by the row."""
    assert set(phrases) <= set(REGISTERED), f"{library} has a code that the registry here lacks"
    explained(set(REGISTERED) - set(phrases), library)
    for code, phrase in phrases.items():
        row = REGISTERED[code]
        assert letters(phrase) in names_of(code), (library, code, phrase)
        assert letters(phrase) == letters(row.name) or row.differs, (library, code, phrase)


def test_http_status_of_this_python():
    agreed({each.value: each.phrase for each in http.HTTPStatus}, "http.HTTPStatus")


def test_http_status_of_the_newest_python():
    agreed(dict(fetch(newest_http_status).values()), "the newest http.HTTPStatus")


@needs_node
def test_node():
    real = {int(code): phrase for code, phrase in node('require("http").STATUS_CODES').items()}
    # 509 is the only code of Node.js that nobody registered.
    assert real.pop(509) == "Bandwidth Limit Exceeded"
    agreed(real, "Node.js")
    assert set(REGISTERED) - set(real) == BY_NAME["Node.js"].lacks


@needs_node
def test_npm_statuses():
    folder = fetch(installed, "statuses@2", "http-status-codes@2")
    real = {int(code): p for code, p in node('require("statuses").message', folder).items()}
    assert real.pop(509) == "Bandwidth Limit Exceeded"
    agreed(real, "npm statuses")


@needs_node
def test_npm_http_status_codes():
    folder = fetch(installed, "statuses@2", "http-status-codes@2")
    module = 'require("http-status-codes")'
    script = f"Object.values({module}.StatusCodes).filter(Number.isInteger)"
    script = f"{script}.map((code) => [code, {module}.getReasonPhrase(code)])"
    real = dict(node(script, folder))
    # Two codes of an early WebDAV draft, which have rows of their own.
    assert {code: real.pop(code) for code in (419, 420)} == {
        419: "Insufficient Space on Resource",
        420: "Method Failure",
    }
    agreed(real, "npm http-status-codes")


def test_a_difference_that_no_row_tells_is_seen():
    phrases = {code: row.name for code, row in REGISTERED.items()}
    agreed(phrases, "nobody")
    for wrong in ({404: "Missing"}, {477: "New"}):
        with pytest.raises(AssertionError):
            agreed(phrases | wrong, "somebody")
    del phrases[404]
    with pytest.raises(AssertionError):
        agreed(phrases, "somebody")

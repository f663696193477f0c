"""Masking takes linear time, whatever a server sends."""

import time

import pytest

from tests.model.masking.planted import JSON, TYPICAL, URL, as_json, reply
from wwwhy.model import Exchange, Fields, Request, Response
from wwwhy.model.masking import Masker

HOSTILE = [
    "a", "password", "password=", 'password="', '"password":"', '"password":{', "'password':'", "eyJ", "eyJa.",
    "eyJhbGciOi.eyJz.", "https://", "https://a:b@c/", "a=b&", "token=x&", "a:", "a: ", "<password>", "<a b=", "</", '\\"', "\\",
    "Bearer ", "Bearer a", "Basic abcdefgh1 ", "Authorization: ", "Cookie: a=", 'name="a" value=', 'value="a" name=', "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ", "[", "{", '"', "%", "%41", "/", "//", "aB3dE5gH", "aB3dE5gH ", ";a=b", "\r\n", " ", "@", "?a=https://b", "1",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        Masker().text(text)
        Masker().exchange(reply(JSON, body=text.encode()))
        Masker().url(text[: size // 10])
        return time.process_time() - begun

    small, large = seconds(100_000), seconds(400_000)
    # Four times the text may take four times as long, and twice that on a busy machine.
    assert large < max(8 * small, 1.0)
    assert large < 6


def test_a_page_of_many_secrets_is_bounded() -> None:
    body = as_json([{"token": f"aB3dE5gH{n:06d}zZ"} for n in range(5000)])
    begun = time.process_time()
    masked = Masker().exchange(reply(JSON, body=body))
    assert time.process_time() - begun < 5
    assert masked.response is not None
    assert b"aB3dE5gH" not in masked.response.body


def test_a_typical_exchange_takes_less_than_a_millisecond() -> None:
    def once() -> float:
        begun = time.process_time()
        for _ in range(20):
            Masker().exchange(TYPICAL)
        return (time.process_time() - begun) / 20

    assert min(once() for _ in range(5)) < 0.001


HEAD_LINES = [
    "X-{n}: v{n} w", "X-{n}: aB3dE5gH9", "X-Token-{n}: aB3dE5gH{n}zz ", "Set-Cookie: a{n}=aB3dE5gH{n}zz; Path=/", "X-{n}: eyJ",
    "X-{n}: eyJhbGciOiJIUzI1NiJ9.", "Location: /{n}a/", "Link: <https://a.test/x?y={n}>", "WWW-Authenticate: Bearer a=b,c{n}=d,",
    "X-{n}: password=", "X-{n}: a=", "X-{n}: 0123456789abcdef", "a{n}: b",
]  # fmt: skip


@pytest.mark.parametrize("length", [250, 8000])
@pytest.mark.parametrize("line", HEAD_LINES)
def test_a_hostile_head_takes_linear_time(line: str, length: int) -> None:
    def seconds(size: int) -> float:
        answers = [headed(line, length, size) for _ in range(3)]
        masker = Masker()
        begun = time.process_time()
        masker.learn(*answers)
        for answer in answers:
            masker.exchange(answer)
        return time.process_time() - begun

    small, large = seconds(64 * 1024), seconds(256 * 1024)
    # Four times the head may take four times as long, and twice that on a busy machine.
    assert large < max(8 * small, 0.8)


def test_the_second_answer_with_a_hostile_head_costs_next_to_nothing() -> None:
    masker, answer = Masker(), headed("X-{n}: eyJ", 250, 256 * 1024)
    begun = time.process_time()
    masker.exchange(answer)
    first = time.process_time() - begun
    masker.exchange(answer)
    assert time.process_time() - begun - first < max(first / 2, 0.01)


def headed(line: str, length: int, size: int) -> Exchange:
    """Return an answer with a head of so many bytes, made of one kind of line."""
    lines = []
    for n in range(size // length):
        name, _, value = line.replace("{n}", str(n)).partition(": ")
        lines.append((name, (value * length)[: length - len(name) - 4]))
    raw = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return Exchange(
        Request(URL), Response(400, fields=Fields.of(lines), raw_head=raw.encode("latin-1"))
    )

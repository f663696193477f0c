"""DNS messages: only the answer to our question is one, and no bytes raise."""

import dns.message
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.wire.dns_message import Question, read_answer

QUESTION = Question("site.test", "A")


def answer_to(wire: bytes) -> bytes:
    return dns.message.make_response(dns.message.from_wire(wire)).to_wire()


def test_a_question_asks_for_one_name_and_for_reasons():
    message = dns.message.from_wire(QUESTION.wire)
    assert message.question[0].to_text() == "site.test. IN A"
    assert (message.edns, message.payload) == (0, 1232)


@pytest.mark.parametrize("name", ["a" * 64 + ".test", "a..test", "b." * 200])
def test_a_name_that_cannot_be_asked_for(name: str):
    with pytest.raises(ValueError, match=r"\w"):
        Question(name, "A")


def test_the_answer_to_another_question_is_none():
    assert read_answer(answer_to(QUESTION.wire), QUESTION) is not None
    assert read_answer(answer_to(Question("site.test", "A").wire), QUESTION) is None
    assert read_answer(answer_to(Question("site.test", "AAAA").wire), QUESTION) is None
    assert read_answer(QUESTION.wire, QUESTION) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_exception(data: bytes):
    read_answer(data, QUESTION)
    read_answer(QUESTION.wire[:2] + b"\x81\x80" + data, QUESTION)


@given(st.integers(0, 60), st.integers(0, 255))
def test_a_damaged_answer_never_raises(at: int, value: int):
    wire = bytearray(answer_to(QUESTION.wire))
    wire[at % len(wire)] = value
    read_answer(bytes(wire), QUESTION)

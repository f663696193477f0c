from hpack import Encoder

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes import headers_padded, headers_shrunk

TOKEN = "Bearer " + "eyJncm91cHMiOlsi_-9Z" * 600
FIELDS = (("User-Agent", "curl/8"), ("Cookie", "sid=k3Jh9z"), ("Authorization", TOKEN))


def lines(change, pairs=FIELDS):
    made = change(Exchange(Request(Url.parse("http://shop.test/"), fields=Fields.of(pairs))))
    return made.requests[0].fields.lines if isinstance(made, Experiment) else None


def test_shrunk_keeps_what_is_small():
    assert [line.name for line in lines(headers_shrunk.change)] == ["User-Agent"]


def test_padded_has_the_same_size_and_says_nothing():
    before, after = Fields.of(FIELDS), Fields(lines(headers_padded.change))
    assert before.size - 32 <= after.size <= before.size
    assert len(after) == len(before)
    text = " ".join(line.value for line in after)
    assert "sid" not in text
    assert "eyJ" not in text


def test_padded_is_as_long_in_http2():
    (name, value), line = FIELDS[2], lines(headers_padded.change)[2]
    before = len(Encoder().encode([(name.lower(), value)]))
    after = len(Encoder().encode([(line.name.lower(), line.value)]))
    assert abs(before - after) <= 16


def test_many_small_lines_are_cut_to_two_kilobytes():
    many = [(f"X-Field-{n}", "v" * 100) for n in range(100)]
    assert Fields(lines(headers_shrunk.change, many)).size <= headers_shrunk.SMALL
    assert len(lines(headers_padded.change, many)) == 100


def test_a_small_header_has_nothing_to_drop():
    assert lines(headers_shrunk.change, FIELDS[:1]) is None
    assert lines(headers_padded.change, FIELDS[:1]) is None

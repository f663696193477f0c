"""Fields: order, case and repetition survive; look-ups ignore case."""

from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Field, Fields

FIELDS = Fields.of(
    [
        ("Host", "h.test"),
        ("WWW-Authenticate", "Basic realm=a"),
        ("X-Blank", ""),
        ("www-authenticate", "Negotiate"),
        ("Connection", "Keep-Alive, ,Upgrade"),
    ]
)
LINES = st.lists(
    st.tuples(st.sampled_from(["A", "a", "B", "b-b"]), st.text("xy,\xe9 ", max_size=4)), max_size=8
)


def test_look_ups() -> None:
    assert FIELDS.get("host") == "h.test"
    assert FIELDS.get("x-blank") == ""
    assert FIELDS.get("absent") is None
    assert FIELDS.all("WWW-AUTHENTICATE") == ("Basic realm=a", "Negotiate")
    assert FIELDS.combined("www-authenticate") == "Basic realm=a, Negotiate"
    assert FIELDS.combined("absent") is None
    assert FIELDS.tokens("connection") == {"keep-alive", "upgrade"}
    assert FIELDS.tokens("absent") == frozenset()
    assert "HOST" in FIELDS
    assert "hos" not in FIELDS


def test_changes_leave_the_original_alone() -> None:
    replaced = FIELDS.replaced("www-AUTHENTICATE", "Digest")
    assert [line.name for line in replaced] == ["Host", "WWW-Authenticate", "X-Blank", "Connection"]
    assert replaced.get("www-authenticate") == "Digest"
    assert FIELDS.replaced("New", "1").lines[-1] == Field("New", "1")
    assert FIELDS.added("Host", "other").all("host") == ("h.test", "other")
    assert len(FIELDS.without("www-authenticate", "HOST")) == 2
    assert len(FIELDS) == 5


def test_repr_holds_no_value() -> None:
    secret = Fields.of([("Authorization", "Bearer s3cret")])
    assert repr(secret) == "Fields(Authorization)"


def test_size_is_what_http_1_sends() -> None:
    assert Fields.of([("A", "b"), ("C", "")]).size == len(b"A: b\r\nC: \r\n")
    assert Fields().size == 0


@given(LINES)
def test_replaced_keeps_every_other_line_in_order(pairs: list[tuple[str, str]]) -> None:
    fields = Fields.of(pairs)
    replaced = fields.replaced("A", "new")
    assert replaced.all("a") == ("new",)
    assert replaced.without("a") == fields.without("a")
    assert replaced.replaced("a", "new").without("a") == fields.without("a")
    assert len(replaced) == len(fields.without("a")) + 1

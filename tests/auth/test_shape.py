import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.auth import shape


@pytest.mark.parametrize(
    "text",
    [
        "undefined",
        "NULL",
        "None",
        "NaN",
        "[object Object]",
        "<api-key>",
        "{{ token }}",
        "{token}",
        "$TOKEN",
        "${{ secrets.TOKEN }}",
        "$(cat token)",
        "%API_KEY%",
        "@TOKEN@",
        "process.env.TOKEN",
        "your_api_key",
        "MY-TOKEN",
        "insert-your-token-here",
        "changeme",
        "***",
        "xxxxxxxxxx",
        "…" * 3,
        "API_KEY",
        "string",
        "REDACTED",
    ],
)
def test_placeholders(text: str) -> None:
    assert shape.is_placeholder(text)
    assert "placeholder" in shape.faults(text)


@pytest.mark.parametrize(
    "text",
    ["abc", "xx", "my-house", "nullify", "sk-1", "A" * 100, "<a><b>", "tokenizer", "Tr0ub4dor&3"],
)
def test_real_secrets(text: str) -> None:
    assert not shape.is_placeholder(text)


def test_unwrapped() -> None:
    for wrapped in ('"a"', "'a'", "`a`", "<a>", "\u201ca\u201d", '\\"a\\"'):
        assert shape.unwrapped(wrapped) == "a"
    for bare in ('"', '""', '"a', "a'", ""):
        assert shape.unwrapped(bare) == bare


@given(st.text())
def test_faults_never_raise(text: str) -> None:
    shape.faults(text)


def test_a_clean_secret_has_no_fault() -> None:
    assert shape.faults("eyJ.abc-_~+/=") == ()
    assert shape.faults("a\x01b") == ("control-character",)
    assert shape.faults("a\u200bb") == ("invisible-character", "non-ascii")

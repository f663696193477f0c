"""What a shell is offered."""

import pytest

from wwwhy.formatters.explanation.completion import completions


@pytest.mark.parametrize(
    ("before", "begun", "word", "about"),
    [
        ((), "bearer-t", "bearer-token-expired", ""),
        ((), "404", "404", "Not Found"),
        ((), "err_ssl_p", "ERR_SSL_PROTOCOL_ERROR", ""),
        ((), "clou", "cloudflare", ""),
        ((), "", "404", "Not Found"),
        ((), "", "nginx", ""),
        (("nginx",), "", "499", "Client Closed Request"),
        (("tls", "alert"), "4", "40", "handshake_failure"),
        (("curl",), "6", "60", "CURLE_PEER_FAILED_VERIFICATION"),
        (("haproxy",), "s", "sH", "server timeout, headers"),
    ],
)
def test_offers(before, begun, word, about):
    offers = {each.word: each.about for each in completions(before, begun)}
    assert offers[word] == about


def test_offers_begin_with_what_was_typed_and_look_like_no_option():
    for begun in ("", "4", "ERR_", "b"):
        words = [each.word for each in completions((), begun)]
        assert words == sorted(set(words))
        assert all(word.casefold().startswith(begun.casefold()) for word in words)
        assert not any(word.startswith("-") for word in words)


def test_lists_are_offered_where_a_list_is_asked_for():
    assert [each.word for each in completions((), "cau", listed=True)] == ["causes"]


def test_nothing_is_offered_behind_an_unknown_owner():
    assert completions(("nobody",), "") == []

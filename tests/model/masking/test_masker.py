"""Planted secrets: every kind in every place and coding, and none of them may be left."""

import gzip
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model.masking.planted import (
    CODINGS,
    GZIP,
    JSON,
    JWT,
    KINDS,
    PLACES,
    URL,
    as_json,
    ask,
    everything,
    forms_of,
)
from wwwhy.errors import Sentence, said_in
from wwwhy.model import Exchange, Failure, Fields, Proxy, Request, Response, Url
from wwwhy.model.jsonable import to_json
from wwwhy.model.masking import Masker

# Of a kind that is hidden in plain text as well: letters and digits, at least eight.
secrets = st.text(
    st.sampled_from("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789-_.~+/=!@#$%^*()"),
    min_size=8,
    max_size=40,
).filter(
    lambda s: re.search(r"[a-z]", s) and re.search(r"\d", s) and s[0].isalnum() and s[-1].isalnum()
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_planted_secret_is_left(place: str, kind: str) -> None:
    secret = KINDS[kind]
    planted = PLACES[place](secret)
    shown = everything(Masker().exchange(planted))
    assert not [form for form in forms_of(secret) if form in shown]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_known_secret_is_hidden_wherever_it_stands(kind: str, coding: str) -> None:
    secret = KINDS[kind]
    written = CODINGS[coding](secret)
    request = Request(URL.join(f"/a/{quote(written)}"), fields=Fields.of([("X-Api-Key", secret)]))
    echo = Response(
        400,
        f"Bad {written}",
        fields=Fields.of([("X-Echo", f"got {written} from you"), GZIP]),
        body=gzip.compress(f"<p>You sent {written}.</p>".encode()),
    )
    shown = everything(Masker().exchange(Exchange(request, echo, Failure("internal", written))))
    assert not [form for form in forms_of(secret) if form in shown]
    assert "You sent" in shown


@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(secrets, st.sampled_from(sorted(PLACES)))
def test_no_random_secret_is_left(secret: str, place: str) -> None:
    planted = PLACES[place](secret)
    shown = everything(Masker().exchange(planted))
    assert not [form for form in forms_of(secret) if form in shown]


def test_there_are_enough_planted_secrets() -> None:
    assert len(PLACES) * len(KINDS) + len(CODINGS) * len(KINDS) >= 500


@pytest.mark.parametrize("place", PLACES)
def test_a_masked_exchange_stays_as_it_is(place: str) -> None:
    masker = Masker()
    masked = masker.exchange(PLACES[place](KINDS["opaque"]))
    assert masker.exchange(masked) == masked
    assert Masker().exchange(masked) == masked


def test_what_a_later_part_reveals_is_hidden_in_an_earlier_one() -> None:
    secret = KINDS["opaque"]
    masked = Masker().exchange(
        Exchange(
            Request(URL.join(f"/x/{secret[:20]}/{secret}")),
            Response(200, fields=Fields.of([JSON]), body=as_json({"access_token": secret})),
        )
    )
    assert secret not in everything(masked)


def test_learning_hides_a_secret_in_texts_that_come_first() -> None:
    masker = Masker()
    masker.learn(ask(("X-Api-Key", "melancholia")))
    assert masker.text("my melancholia is known") == "my <key:1> is known"
    assert masker.text("melancholically") == "melancholically"


def test_values_of_evidence() -> None:
    masker = Masker()
    masker.exchange(ask(("X-Api-Key", "hunter2x")))
    assert masker.value("the key hunter2x") == "the key <key:1>"
    assert masker.value(("hunter2x", "b")) == ("<key:1>", "b")
    for value in (5, 1.5, True, None):
        assert masker.value(value) is value


def test_nothing_but_values_changes() -> None:
    exchange = ask(JSON, ("Authorization", f"Bearer {JWT}"), body=as_json({"password": "hunter2x"}))
    answer = Response(
        403,
        "Forbidden",
        fields=Fields.of([("Set-Cookie", "sid=aB3dE5gH; Path=/; Secure"), ("X-A", "b")]),
        body=as_json({"token": "aB3dE5gH", "n": [1, 2]}),
        body_length=5_000_000,
        declared_length=5_000_000,
        complete=False,
        framing="content-length",
    )
    full = Exchange(exchange.request, answer, Failure("http.response.truncated", "cut"), index=3)
    masked = Masker().exchange(full)
    assert masked.response is not None
    assert [line.name for line in masked.response.fields] == ["Set-Cookie", "X-A"]
    assert masked.response.fields.get("set-cookie") == "sid=<cookie:1>; Path=/; Secure"
    assert json.loads(masked.response.body) == {"token": "<cookie:1>", "n": [1, 2]}
    same = ("status", "reason", "body_length", "declared_length", "complete", "framing", "version")
    assert all(getattr(masked.response, name) == getattr(answer, name) for name in same)
    assert (masked.index, masked.role, masked.timing) == (full.index, full.role, full.timing)
    assert masked.failure == full.failure


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_makes_it_raise(text: str) -> None:
    masker = Masker()
    masker.text(text)
    masker.url(text)
    fields = [("Authorization", text), ("Cookie", text), ("Set-Cookie", text), ("X-Api-Key", text)]
    octets = text.encode("utf-8", "surrogatepass")
    masker.exchange(
        Exchange(
            Request(URL, fields=Fields.of(fields), body=octets),
            Response(
                200,
                text,
                fields=Fields.of([("Location", text), JSON]),
                body=octets,
                raw_head=octets,
            ),
        )
    )


def test_a_sentence_stays_one_unless_something_in_it_is_hidden():
    plain = Sentence("{name} does not exist.", name="a.test")
    telling = Sentence("There is no file {path!r}.", path=JWT)
    for said in (Masker().text, lambda text: _detail_of(Masker(), text)):
        assert said_in(said(plain), "ru") == "Имени a.test не существует."
        assert JWT not in said_in(said(telling), "ru")


def _detail_of(masker: Masker, detail: str) -> str:
    failure = Failure("tcp.failed", detail)
    masked = masker.exchange(Exchange(Request(URL), failure=failure)).failure
    assert masked is not None
    return masked.detail


def test_proxies_lose_their_secrets_also_where_they_are_not_used():
    secret = "pr0xy-p4ss-9137"
    sent = Fields.of([("Proxy-Authorization", f"Basic {secret}"), ("X-Trace", "7")])
    proxy = Proxy("http", "proxy.test", 3128, f"user:{secret}", fields=sent)
    asked = Request(Url.parse("http://a.test/")).with_transport(proxy=proxy, unused_proxy=proxy)
    shown = Masker().request(asked)
    assert secret not in json.dumps(to_json(shown))
    assert shown.transport.proxy is not None
    assert shown.transport.proxy.fields.get("x-trace") == "7"

"""The report for programs: its schema holds for every diagnosis, and nothing in it is unsafe."""

import json
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formatters import samples
from tests.formatters.hostile_sample import hostile
from wwwhy.formatters import Surface, render
from wwwhy.formatters.json import render as render_json
from wwwhy.formatters.schema import schema
from wwwhy.model import (
    Box,
    Certificate,
    Connection,
    DnsFacts,
    Evidence,
    Failure,
    Outcome,
    Strength,
    TlsFacts,
    Verdict,
    VerifyError,
)
from wwwhy.model.failure import FAILURE_TYPES

CHECK = jsonschema.Draft202012Validator(schema())
ALL = {**samples.SAMPLES, "hostile": hostile}
by_sample = pytest.mark.parametrize("name", ALL)
by_language = pytest.mark.parametrize("language", ["en", "ru"])


def written(name: str, language: str = "en") -> Any:
    return json.loads(render_json(ALL[name](), language))


@by_sample
@by_language
def test_fits_the_schema(name, language):
    CHECK.validate(written(name, language))


def test_the_schema_refuses_what_does_not_fit():
    report = written("expired-token")
    for broken in (
        {**report, "schema": "wwwhy.diagnosis/2"},
        {key: value for key, value in report.items() if key != "causes"},
        {**report, "outcome": {**report["outcome"], "status": "401"}},
        {**report, "surprise": 1},
    ):
        assert not CHECK.is_valid(broken)


def test_has_the_keys_of_the_contract_in_their_order():
    report = written("expired-token")
    assert list(report) == [
        *("schema", "wwwhy", "generated_at", "target", "outcome", "answered_by", "path"),
        *("causes", "defects", "exchanges", "not_checked"),
    ]
    assert list(report["causes"][0]) == [
        *("id", "title", "verdict", "confidence", "evidence", "fix", "repair"),
        *("next_experiment", "references"),
    ]
    assert report["schema"] == "wwwhy.diagnosis/1"
    assert report["generated_at"] == "2026-09-21T14:13:20Z"
    assert report["target"] == {
        "method": "GET",
        "url": "https://api.example.test/v1/me",
        "source": "curl",
    }
    assert report["path"][0] == {"box": "nginx", "role": "reverse proxy"}
    assert report["causes"][0]["fix"]["visitor"].startswith("Sign in again.")
    assert report["causes"][0]["references"][0]["title"] == "RFC 6750, section 3.1"


def test_evidence_points_at_places_in_the_list():
    report = written("expired-token")
    repair = report["causes"][0]["repair"]
    # The model's index was 4; only three exchanges are listed.
    assert report["exchanges"][repair["exchange"]]["role"] == "repair"
    assert report["causes"][1]["evidence"] == []


def test_pointers_can_be_followed():
    report = written("expired-token")
    for evidence in report["causes"][0]["evidence"]:
        message, _, name = evidence["pointer"].split(".", 2)
        lines = report["exchanges"][evidence["exchange"]][message]["headers"]
        assert name in {line["name"].lower() for line in lines}


def test_failure_has_its_four_parts():
    report = written("unknown-name")
    assert report["outcome"]["failure"] == {
        "type": "dns.name_not_resolved",
        "rfc9209": "dns_error",
        "phase": "dns",
        "detail": "getaddrinfo for wwww.example.test: Name or service not known",
    }
    assert report["exchanges"][0]["response"] is None


def test_a_healthy_report_blames_nothing():
    report = written("healthy")
    assert report["outcome"]["healthy"] is True
    assert {cause["verdict"] for cause in report["causes"]} <= {"ruled_out"}


def test_texts_follow_the_language_and_ids_do_not():
    english, russian = written("expired-token"), written("expired-token", "ru")
    assert re.search("[а-я]", russian["causes"][0]["title"])
    assert re.search("[а-я]", russian["outcome"]["summary"])
    for report in (english, russian):
        assert report["causes"][0]["id"] == "bearer-token-expired"
        assert report["answered_by"]["role"] == "application"


@by_sample
def test_output_is_safe_for_a_terminal(name):
    text = render("json", ALL[name]())
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
    )
    text.encode("utf-8")


def test_an_output_without_unicode_gets_ascii():
    report = render_json(samples.expired_token(), "ru", None, Surface(unicode=False))
    report.encode("ascii")
    assert json.loads(report) == written("expired-token", "ru")


def test_escaping_keeps_the_data():
    diagnosis = hostile()
    report = json.loads(render_json(diagnosis))
    assert report["outcome"]["reason"] == diagnosis.outcome.reason


def test_bodies_are_cut_and_binary_ones_left_out():
    from tests.formatters.samples import exchange

    long = exchange(0, 500, body=b"a" * 100_000)
    binary = exchange(1, 500, body=b"\x89PNG\x00\x01")
    none = exchange(2, 500)
    diagnosis = replace(samples.unexplained(), exchanges=(long, binary, none))
    bodies = [e["response"] for e in json.loads(render_json(diagnosis))["exchanges"]]
    assert bodies[0]["body"] == "a" * 4096
    assert bodies[0]["body_length"] == 100_000
    assert bodies[1]["body"] is None
    assert bodies[1]["body_length"] == 6
    assert bodies[2]["body"] is None


def test_certificates_and_dates_beyond_the_calendar():
    certificate = Certificate("CN=a", "CN=b", "01", -1e300, 1e300, ("a.test",), ("192.0.2.1",))
    connection = Connection(
        dns=DnsFacts("a.test", "system"),
        tls=TlsFacts(
            chain=(certificate,), verify_errors=(VerifyError("expired", 0, 10, "x", "system"),)
        ),
    )
    diagnosis = replace(
        samples.unexplained(), exchanges=(samples.exchange(0, 200, connection=connection),)
    )
    report = json.loads(render_json(diagnosis))
    CHECK.validate(report)
    tls = report["exchanges"][0]["connection"]["tls"]
    assert tls["verify_errors"] == ["expired"]
    assert tls["chain"][0]["names"] == ["a.test", "192.0.2.1"]


texts = st.text(max_size=40)
values = st.one_of(texts, st.integers(), st.floats(), st.booleans(), st.none(), st.tuples(texts))


@settings(max_examples=60, deadline=None)
@given(
    reason=texts,
    name=texts,
    given_values=st.dictionaries(texts, values, max_size=3),
    failure=st.none() | st.sampled_from(sorted(FAILURE_TYPES)),
    status=st.none() | st.integers(100, 999),
    verdict=st.sampled_from(list(Verdict)),
    moment=st.floats(allow_nan=True),
)
def test_any_diagnosis_renders(reason, name, given_values, failure, status, verdict, moment):
    base = samples.expired_token()
    cause = replace(
        base.causes[0],
        verdict=verdict,
        evidence=(Evidence(name, given_values, Strength.WEAK, pointer=reason),),
    )
    diagnosis = replace(
        base,
        outcome=Outcome(False, status, reason, Failure(failure, reason) if failure else None),
        answered_by=Box(name, reason),
        causes=(cause,),
        generated_at=moment,
        elapsed_s=moment,
    )
    CHECK.validate(json.loads(render("json", diagnosis)))
    assert render("text", diagnosis, language="ru").endswith("\n")

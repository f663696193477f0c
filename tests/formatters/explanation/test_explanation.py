"""Explanations: catalogue and causes joined, written in each format and language."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

from wwwhy.catalog.shelf import entries, owners
from wwwhy.errors import UsageError
from wwwhy.formatters import LANGUAGES, Surface
from wwwhy.formatters.explanation import FORMATS, explain, listing, render
from wwwhy.formatters.explanation.causes import cause_of, line_of, slugs

PHRASES = Path(__file__).parents[3] / "src/wwwhy/formatters/explanation/phrases"
ALL = [row for each in owners() for row in entries(each)]


def said(what, form="text", language="en", width=80):
    explanation = explain(what, language=language)
    return render(explanation, form, language=language, surface=Surface(width=width))


def test_a_status_says_all_that_was_promised():
    text = said("401")
    for part in (
        "401 Unauthorized",
        "Authorization Required",
        "Must carry: WWW-Authenticate",
        "With credentials, or with fresh ones",
        "Cache-Control",
        "not indexed",
        "login dialog",
        "407: not the",
        "(bearer-token-expired)",
        "http.HTTPStatus.UNAUTHORIZED",
        "RFC 9110, section 15.5.2",
        "2026-",
    ):
        assert part in text, part


def test_the_same_in_russian_holds_no_english_label():
    text = said("401", language="ru")
    for part in ("Обязательные поля: WWW-Authenticate", "окно входа", "раздел 15.5.2", "прочитано"):
        assert part in text, part
    for label in ("Must carry", "What to do", "Search engines", "section", "Source"):
        assert label not in text


def test_several_meanings_say_what_tells_them_apart():
    text = said("499")
    assert "This has 2 meanings" in text
    assert text.count("How to recognise it") == 2
    assert "ArcGIS" in text
    assert "`wwwhy explain nginx 499`" in text
    assert "`wwwhy explain 499 esri`" in text
    assert [m.entry.ref for m in explain("499 esri").meanings] == ["unofficial/499/esri"]


def test_a_registered_code_is_told_in_full_although_others_have_its_number():
    text = said("308")
    assert text.startswith("308 Permanent Redirect")
    assert "http.HTTPStatus.PERMANENT_REDIRECT" in text
    assert "The same number elsewhere" in text
    assert "`wwwhy explain kCFErrorPACFileError`" in text
    assert "То же число в другом месте" in said("421", language="ru")
    # A line that holds a code and something else is about both.
    assert said('"GET / HTTP/1.1" 502 1 upstream sent too big header').startswith("This has 2")


@pytest.mark.parametrize(
    ("code", "en", "ru"),
    [
        ("404.2", "as Microsoft's article on this code says", "в статье Microsoft об этом коде"),
        ("403.1", "as administrators report it", "так сообщают администраторы"),
        ("400.3", "not documented for this code", "в документации не сказано"),
    ],
)
def test_how_a_windows_error_is_known_is_told(code, en, ru):
    assert en in " ".join(said(f"iis {code}").split())
    assert ru in " ".join(said(f"iis {code}", language="ru").split())


def test_versions_are_told_beside_a_name_in_code():
    assert ":not_extended up to Rack 3.0" in said("510")
    assert "SC_PERMANENT_REDIRECT (from 6.1 on)" in " ".join(said("308").split())
    assert "| Rails, Rack | `:not_extended` up to Rack 3.0 |" in said("510", "markdown")
    assert "(начиная с 6.1)" in " ".join(said("308", language="ru").split())
    constants = json.loads(said("308", "json"))["meanings"][0]["constants"]
    jakarta = next(each for each in constants if each["library"] == "Jakarta Servlet")
    assert (jakarta["since"], jakarta["before"], jakarta["until"]) == ("6.1", None, None)


def test_a_sentence_is_shown_as_itself():
    asked = "Этот сайт не может обеспечить безопасное соединение"
    assert said(asked, language="ru").startswith(f"«{asked}»")
    assert said(asked).startswith("«This site can’t provide a secure connection»")


def test_a_name_takes_advice_and_causes_of_its_failure():
    meaning = explain("ERR_CERT_DATE_INVALID").meanings[0]
    assert "tls-cert-expired" in [each.slug for each in meaning.causes]
    assert meaning.entry.advice is not None


def test_a_cause_is_explained_by_its_id():
    for asked in ("bearer-token-expired", "Bearer token expired", "bearer_token_expired"):
        explanation = explain(asked)
        assert explanation.cause is not None
        assert explanation.cause.slug == "bearer-token-expired"
    assert "Leads to: 401" in said("bearer-token-expired")
    assert "Разработчику" in said("bearer-token-expired", language="ru")
    assert "## Developer" in said("bearer-token-expired", "markdown")
    document = json.loads(said("bearer-token-expired", "json"))
    assert document["cause"]["statuses"][0] == "401"


@pytest.mark.parametrize("asked", ["../../etc", "a-b", "x" * 9000, "causes/x-y", "..-.."])
def test_no_cause_for_strange_ids(asked):
    assert cause_of(asked, "en") is None


def test_a_cause_without_a_folder_has_a_line_without_title():
    line = line_of("no-such-cause", "en")
    assert not line.exists
    assert line.title == ""


def test_every_cause_that_exists_has_a_title_in_both_languages():
    for slug in slugs():
        titles = {line_of(slug, language).title for language in LANGUAGES}
        assert len(titles) == 2, slug


SCHEMA = {
    "type": "object",
    "required": ["schema", "query", "language", "found", "meanings", "cause", "nearest"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "wwwhy.explanation/1"},
        "query": {"type": "string"},
        "language": {"enum": ["en", "ru"]},
        "found": {"type": "boolean"},
        "cause": {"type": ["object", "null"]},
        "nearest": {"type": "array", "items": {"type": "string"}},
        "unlisted_sub_code": {"type": ["string", "null"]},
        "known_sub_codes": {"type": "array", "items": {"type": "string"}},
        "meanings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["owner", "code", "name", "meaning", "causes", "source", "date"],
                "properties": {"meaning": {"type": "string", "minLength": 3}},
            },
        },
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["401", "499", "iis 500.19", "xyzzy", "bearer-token-expired"])
def test_json_keeps_its_schema(asked, language):
    jsonschema.validate(json.loads(said(asked, "json", language)), SCHEMA)


def test_every_row_can_be_written_in_every_form():
    for row in ALL:
        explanation = explain(row.ref.replace("/", " ", 1))
        if not explanation.meanings:
            explanation = explain(row.name)
        assert row.ref in [each.entry.ref for each in explanation.meanings], row.ref
    for each in owners():
        row = list(entries(each))[1]
        for language in LANGUAGES:
            for form in FORMATS:
                assert row.meaning.speak(language)[:12] in said(
                    f"{each} {row.code}", form, language
                )


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_text_keeps_to_the_width(width):
    long = [line for line in said("502", width=width).splitlines() if len(line) > max(width, 60)]
    assert long == []


def test_text_without_unicode_is_ascii():
    surface = Surface(unicode=False)
    assert render(explain("401"), surface=surface).isascii()


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError):
        render(explain("401"), "yaml")
    with pytest.raises(UsageError):
        listing("", "yaml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists(language):
    everything = listing(language=language)
    for each in (*owners(), "4xx", "causes"):
        assert each in everything
    assert "497" in listing("nginx", language=language)
    assert "520" in listing("CF", language=language)
    assert "bearer-token-expired" in listing("causes", language=language)
    fours = listing("4xx", language=language)
    assert "499" in fours
    assert "418" in fours
    assert "[nginx]" in fours
    rows = json.loads(listing("nginx", "json", language=language))["rows"]
    assert rows[0]["name"] == "444"
    assert listing("nginx", "markdown", language=language).startswith("- `444`")


def test_a_list_of_one_code_holds_its_sub_codes():
    document = json.loads(listing("IIS 401", "json"))
    assert document["schema"] == "wwwhy.explanation.list/1"
    names = [row["name"] for row in document["rows"]]
    assert names[0] == "401.1"
    assert all(name.startswith("401") for name in names)
    everybody = listing("401")
    assert "Unauthorized. " in everybody
    assert "[iis]" in everybody
    assert listing("tls alert") == listing("tls-alert")


def test_a_misspelled_list_is_told_its_neighbours():
    with pytest.raises(UsageError, match="did you mean nginx"):
        listing("ngnix")


@pytest.mark.parametrize("name", ["nobody", "8xx8", "../iana", "2"])
def test_a_list_that_is_not_there(name):
    with pytest.raises(UsageError, match="There is no list"):
        listing(name)


def test_phrases_of_both_languages_have_the_same_keys_and_placeholders():
    tables = [tomllib.loads((PHRASES / f"{each}.toml").read_text("utf-8")) for each in LANGUAGES]
    english, russian = tables
    assert {s: set(t) for s, t in english.items()} == {s: set(t) for s, t in russian.items()}
    for section, table in english.items():
        for key, phrase in table.items():
            if isinstance(phrase, str):
                other = russian[section][key]
                assert phrase.count("{") == other.count("{"), key


def test_a_cause_without_a_text_is_told_by_what_it_stands_behind():
    explanation = explain("jwt-bad-signature")
    assert not explanation.found
    assert explanation.behind[0].ref == "iana/401"
    assert json.loads(said("jwt-bad-signature", "json"))["nearest"][0] == "401"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_an_unknown_sub_code_is_told_before_everything_else(form, language):
    first = said("iis 401.6", form, language).partition("\n\n")[0]
    assert "401.6" in first
    assert "401.504" in first
    assert "401.6" not in said("iis 401.3", form, language)


@pytest.mark.parametrize(("asked", "owner"), [("cloudflare", "cloudflare"), ("nginx", "nginx")])
def test_a_product_alone_is_no_code(asked, owner):
    found = explain(asked)
    assert not found.found
    assert (found.owner, found.meanings) == (owner, ())


@pytest.mark.parametrize(
    ("asked", "owner"),
    [("heroku H122", "heroku"), ("tls alert 999", "tls-alert"), ("grpc 99", "grpc"), ("404", "")],
)
def test_a_code_that_its_owner_does_not_have_leads_to_his_list(asked, owner):
    assert explain(asked).lacking == owner


def test_a_misspelled_name_of_an_owner_is_told_its_neighbours():
    explanation = explain("firefox SSL_ERROR_BAD_CERT_DOMIAN")
    assert explanation.lacking == ""
    assert "SSL_ERROR_BAD_CERT_DOMAIN" in explanation.nearest


def test_a_code_with_its_product_is_one():
    assert explain("nginx 499").owner == ""
    assert explain("nginx 499").found


@pytest.mark.parametrize(
    "words", [["401"], ["bearer-token-expired"], ["ERR_CONECTION_REFUSED"], ["--list"]]
)
def test_nothing_loads_the_model_for_an_explanation(words):
    script = (
        "import sys\nfrom wwwhy.cli import main\n"
        f"sys.argv = ['wwwhy', 'explain', *{words!r}]\n"
        "try:\n    main()\nfinally:\n"
        "    loaded = {'wwwhy.model', 'wwwhy.causes.case'} & sys.modules.keys()\n"
        "    sys.stderr.write(f'loaded {sorted(loaded)}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr.endswith("loaded []")

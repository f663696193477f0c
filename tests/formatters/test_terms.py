"""Every Russian text keeps to the catalogue's list of terms, wherever it lies."""

import re
import tomllib
from pathlib import Path

import pytest

import wwwhy

HOUSE = Path(wwwhy.__file__).parent
ROOT = HOUSE.parent.parent
TERMS = tomllib.loads((ROOT / "tests/catalog/terms.toml").read_text(encoding="utf-8"))["terms"]
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_QUOTED = re.compile(r"«[^»]*»")


def texts() -> dict[str, str]:
    """Return the Russian halves of all texts by their file, without code and quotations."""
    whole = [*HOUSE.rglob("ru.md"), *HOUSE.rglob("phrases/ru.toml"), *ROOT.glob("docs/*.ru.md")]
    whole += [ROOT / "README.ru.md", ROOT / "tools/docs/phrases/ru.toml"]
    found = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in whole}
    for path in (
        HOUSE / "errors.ru.toml",
        *HOUSE.glob("catalog/*.toml"),
        *HOUSE.glob("catalog/boxes/*.toml"),
    ):
        values = _values(tomllib.loads(path.read_text(encoding="utf-8")))
        found[str(path.relative_to(ROOT))] = "\n".join(values)
    return {name: _QUOTED.sub("", _CODE.sub("", text)) for name, text in found.items()}


def _values(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for each in inner for text in _values(each)]


TEXTS = texts()


@pytest.mark.parametrize("term", TERMS)
def test_russian_keeps_to_the_list_of_terms(term: str) -> None:
    for pattern in TERMS[term]["never"]:
        banned = re.compile(pattern, re.IGNORECASE)
        bad = [
            f"{name}: {match[0]}" for name, text in TEXTS.items() for match in banned.finditer(text)
        ]
        assert not bad, f"{term}: say {TERMS[term]['say']!r}"


def test_there_is_something_to_look_at() -> None:
    assert len(TEXTS) > 100
    assert all(re.search("[а-яё]", TEXTS[name]) for name in TEXTS if name.endswith("ru.md"))

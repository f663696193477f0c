"""What was seen to work comes first, and the reader is told what its labels stand for."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.cures import cures, unexplained
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases


def written(command: str, *, verified: bool, language: str = "en") -> list[str]:
    diagnosis = samples.expired_token()
    best, *others = diagnosis.causes
    assert best.repair is not None
    repair = replace(best.repair, command=command, verified=verified)
    causes = (replace(best, repair=repair), *others)
    view = View(replace(diagnosis, causes=causes), phrases(language), Pen(Surface(width=80)))
    return cures(view)


def test_what_works_comes_first() -> None:
    lines = written("curl http://a.test/", verified=True)
    assert lines[1:3] == ["  Tried, and it works (HTTP 200): [#4]", "    curl http://a.test/"]
    assert sum("curl http://a.test/" in line for line in lines) == 1


def test_what_was_not_tried_comes_last() -> None:
    lines = written("curl http://a.test/", verified=False)
    assert lines[1] == "  Visitor"
    assert lines.index("    curl http://a.test/") > lines.index("  Administrator")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_labels_are_explained(language: str) -> None:
    command = "curl -H 'X: <key:1>' -b 'a=<cookie:2>; b=<key:1>' http://a.test/"
    told = phrases(language)("fix", "labels", labels="<key:1>, <cookie:2>")
    assert f"  {told}" in written(command, verified=True, language=language)
    plain = written("curl http://a.test/<b>", verified=True, language=language)
    assert not any("<b>," in line for line in plain)
    assert not any(told[-12:] in line for line in plain)


def test_without_a_cause_the_catalogue_advises_and_the_server_s_own_wait_is_told() -> None:
    diagnosis = samples.unexplained()
    own = diagnosis.exchanges[0]
    assert own.response is not None
    asks = replace(own.response, fields=own.response.fields.replaced("Retry-After", "120"))
    diagnosis = replace(diagnosis, exchanges=(replace(own, response=asks),))
    text = " ".join(unexplained(View(diagnosis, phrases("en"), Pen(Surface(width=80)))))
    assert "try later" in text
    assert "The answer asks to wait 2 min (Retry-After)." in text

"""Asking for uncompressed content changes that and nothing else."""

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes.identity_coding import change
from wwwhy.probes.registry import NotApplicable


def asked(**lines: str) -> Exchange:
    fields = Fields.of((name.replace("_", "-"), value) for name, value in lines.items())
    return Exchange(Request(Url.parse("https://shop.test/"), fields=fields))


def test_only_the_coding_changes():
    experiment = change(asked(accept_encoding="gzip, br", accept="*/*"))
    assert isinstance(experiment, Experiment)
    fields = experiment.requests[0].fields
    assert fields.get("accept-encoding") == "identity"
    assert fields.get("accept") == "*/*"


def test_it_is_asked_already():
    assert isinstance(change(asked(accept_encoding="identity")), NotApplicable)

"""Evidence out of a gateway's own words."""

from wwwhy.causes import Case
from wwwhy.causes.upstream.faults import Fault, Told
from wwwhy.causes.upstream.statements import ruled_out, words
from wwwhy.model import Exchange, Polarity, Request, Strength, Url, Verdict

OWN = Exchange(Request(Url.parse("http://a.test/")), index=4)


def test_a_log_points_to_its_line_and_an_answer_to_its_field():
    case = Case(OWN, OWN)
    logged = words(case, [Told(Fault.REFUSED, "refused", "error.log:7", is_log=True)])
    assert (logged.name, logged.pointer, logged.exchange) == ("log", "error.log:7", None)
    said = words(case, [Told(Fault.REFUSED, "refused", "response.body")])
    assert (said.name, said.pointer, said.exchange) == ("box_says", "response.body", 4)


def test_what_is_not_certain_weighs_less():
    told = Told(Fault.REFUSED, "refused", "error.log:7", is_log=True, certain=False)
    case = Case(OWN, OWN)
    assert words(case, [told]).strength is Strength.STRONG
    assert words(case, [told], vague=Strength.WEAK).strength is Strength.WEAK


def test_another_fault_speaks_against_the_cause():
    finding = ruled_out(Told(Fault.CLOSED, "closed", "error.log:7", is_log=True))
    assert finding.verdict is Verdict.RULED_OUT
    assert [each.polarity for each in finding.evidence] == [Polarity.AGAINST]

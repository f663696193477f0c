"""What a server gives to strangers is held against what it gave to us."""

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.vhosts.strangers import names_whoever_asks, same_for_stranger
from wwwhy.model import Exchange, Failure, Request, Response, Url

NOBODY = "nobody.invalid"


def got(host, text, status=404):
    return Exchange(Request(Url.parse(f"http://{host}/")), Response(status, body=text.encode()))


def case(mine, theirs):
    probes = {"host-other": ProbeResult("host-other", ProbeState.DONE, (theirs,))}
    return Case(mine, mine, probes=probes)


def test_the_name_itself_may_differ():
    mine, theirs = got("shop.test", "no shop.test here"), got(NOBODY, f"no {NOBODY} here")
    assert same_for_stranger(case(mine, theirs))


def test_status_and_text_may_not():
    mine = got("shop.test", "no such page")
    assert not same_for_stranger(case(mine, got(NOBODY, "no such page", status=403)))
    assert not same_for_stranger(case(mine, got(NOBODY, "no such site")))


def test_a_probe_that_was_not_made_says_nothing():
    mine = got("shop.test", "no such page as shop.test")
    assert not same_for_stranger(Case(mine, mine))
    assert not names_whoever_asks(Case(mine, mine))


def test_a_page_may_name_whoever_asks():
    mine = got("shop.test", "shop.test?")
    assert names_whoever_asks(case(mine, got(NOBODY, f"{NOBODY}?")))
    assert not names_whoever_asks(case(mine, got(NOBODY, "shop.test?")))
    link = got("shop.test", "see https://shop.test/")
    assert not names_whoever_asks(case(link, got(NOBODY, f"see https://{NOBODY}/")))


def test_an_id_in_the_page_makes_no_difference():
    mine = got("shop.test", "no such site, XID 32770")
    assert same_for_stranger(case(mine, got(NOBODY, "no such site, XID 12")))


def test_a_server_that_hangs_up_on_both_says_the_same():
    def hung_up(host, how="http.response.empty"):
        request = Request(Url.parse(f"http://{host}/"))
        return Exchange(request, failure=Failure(how))

    assert same_for_stranger(case(hung_up("shop.test"), hung_up(NOBODY)))
    assert not same_for_stranger(case(hung_up("shop.test"), hung_up(NOBODY, "tcp.refused")))

"""Certificates that ended yesterday: the server's own, its issuer's, one of two servers'."""

from dataclasses import replace
from datetime import timedelta
from email.utils import formatdate
from time import time

from lab import Lab, Scene, Visit
from lab.exchange import head
from wwwhy.causes.tls.lab import apache, ask, ask_two, caddy, haproxy, nginx

_DAY = timedelta(days=1)


def broken(lab: Lab) -> Scene:
    """Let nginx show a certificate that ended."""
    return ask(lab, nginx(lab, lab.pki.expired))


def broken_apache(lab: Lab) -> Scene:
    """Do the same with Apache."""
    return ask(lab, apache(lab, lab.pki.expired))


def broken_haproxy(lab: Lab) -> Scene:
    """Do the same with HAProxy, whose application tells the time."""
    return ask(lab, haproxy(lab, lab.pki.expired))


def broken_caddy(lab: Lab) -> Scene:
    """Do the same with Caddy, which dates its answers too."""
    return ask(lab, caddy(lab, lab.pki.expired))


def broken_intermediate(lab: Lab) -> Scene:
    """Let the intermediate be over, and the server's own certificate still good."""
    old = lab.pki.authority("old-middle", issuer=lab.pki.root, end=-_DAY)
    return ask(lab, nginx(lab, lab.pki.leaf("under-old", issuer=old)))


def broken_and_misnamed(lab: Lab) -> Scene:
    """Show a certificate that is both over and for another name."""
    scene = ask(lab, nginx(lab, lab.pki.expired), host="elsewhere.test")
    return replace(scene, also=("tls-cert-name-mismatch",))


def broken_one_of_two(lab: Lab) -> Scene:
    """Renew the certificate on the second of two servers only."""
    return ask_two(lab, lab.pki.expired, lab.pki.good)


def broken_dateless(lab: Lab) -> Scene:
    """Serve it from an application that does not tell the time: no second clock, no proof."""
    return replace(ask(lab, lab.origin(_dateless, tls=lab.pki.expired)), verdict="likely")


def broken_cached_page(lab: Lab) -> Scene:
    """Answer from a cache: Date is from before the end, and Age tells how long ago that was."""
    ended = lab.pki.leaf("just-ended", end=-timedelta(minutes=30))
    return ask(lab, lab.origin(_cached, tls=ended))


def broken_proxy(lab: Lab) -> Scene:
    """Let the certificate of an https proxy be over; no clock but ours can be asked."""
    proxy = lab.origin("http-proxy", tls=lab.pki.expired)
    words = ("curl", "--cacert", lab.pki.ca_file, "-x", proxy.url, lab.origin("fine").url)
    return Scene(words, verdict="likely")


def repaired(lab: Lab) -> Scene:
    """Renew it."""
    return ask(lab, nginx(lab, lab.pki.good))


def lookalike_own_clock(lab: Lab) -> Scene:
    """Let this computer's clock run four months ahead of a good certificate."""
    return replace(ask(lab, nginx(lab, lab.pki.good)), env=lab.faketime("+120d"))


def lookalike_not_yet_valid(lab: Lab) -> Scene:
    """Show a certificate that begins in a month."""
    return ask(lab, nginx(lab, lab.pki.not_yet_valid))


def lookalike_insecure(lab: Lab) -> Scene:
    """Fail behind an expired certificate that the user has accepted with -k."""
    return ask(lab, nginx(lab, lab.pki.expired, "return 404;"), "-k")


async def _dateless(visit: Visit) -> None:
    await visit.send(head([("Content-Length", "2")], date=False) + b"ok")


async def _cached(visit: Visit) -> None:
    hour = 3600
    date = formatdate(time() - hour, usegmt=True)
    lines = [("Date", date), ("Age", str(hour)), ("Content-Length", "2")]
    await visit.send(head(lines, date=False) + b"ok")

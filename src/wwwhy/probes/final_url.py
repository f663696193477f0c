"""The URL where the redirects ended, called directly with a credential.

If it belongs to the origin the user's credentials were given for, they go along. If not, a
credential that is nobody's shows whether one is looked at there: ours must not leave its origin.
"""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.model.masking import credential_fields
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.garbage_credential import credential
from wwwhy.probes.registry import Hops, NotApplicable

FACTOR = "redirects"
WRONG_CREDENTIAL = True


def change(exchange: Exchange, hops: Hops) -> Experiment | NotApplicable:
    """Repeat the first request's fields at the last one's URL."""
    if len(hops) < 2:  # noqa: PLR2004
        return NotApplicable("No redirect was followed.")
    first, last = hops[0].request, exchange.request
    names = credential_fields(first.fields)
    if not names:
        return NotApplicable("The first request carried no credentials.")
    if last.url.origin == first.url.origin:
        kept = {name: first.fields.get(name) or "" for name in names}
    else:
        kept = {name: _nobodys(first.fields.get(name) or "") for name in names}
    # The redirect gave this URL; what is signed into it must stay, or it is another resource.
    request = replace(anonymous(last), url=replace(last.url, userinfo=None))
    for name, value in kept.items():
        request = request.with_field(name, value)
    return Experiment((request,))


def _nobodys(value: str) -> str:
    scheme, blank, _ = value.strip().partition(" ")
    return credential(scheme) if blank else credential("").strip()

"""The same request with the certificate chain completed by fetching the missing issuers.

That is what desktop browsers do, so it shows why a site works there and nowhere else.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "certificate chain"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Fetch issuers from the URLs that the certificates themselves name (RFC 5280, 4.2.2.1)."""
    tls = exchange.connection.tls
    if tls is None or not any(certificate.issuer_urls for certificate in tls.chain):
        return NotApplicable("No certificate says where its issuer's certificate can be fetched.")
    return Experiment((anonymous(exchange.request).with_tls(fetch_issuers=True),))

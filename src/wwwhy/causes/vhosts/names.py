"""The two names a request carries: SNI in the TLS handshake, and Host."""

from wwwhy.causes.case import Case
from wwwhy.errors import InputError
from wwwhy.model import LogLine, Request, Url

APACHE_NAMES_DIFFER = "AH02032"
"""Apache: the name of the TLS handshake and that of the request belong to different settings."""


def host_of(request: Request) -> str:
    """Return the name in the Host field, lower case, without a port; '' for one without a name."""
    field = request.fields.get("host")
    if field is None:
        return request.url.host
    try:
        return Url.parse(f"http://{field.strip()}").host
    except InputError:
        return ""


def is_name(host: str) -> bool:
    """Whether a server could be told this name, or not be told it: no address, no localhost."""
    try:
        address = Url.parse(f"http://{host}").host_is_address
    except InputError:
        return False
    return not address and "." in host.strip(".") and not host.endswith(".localhost")


def server_name_of(request: Request) -> str | None:
    """Return the name in the TLS handshake (RFC 6066 section 3); None without TLS or a name."""
    chosen = request.transport.tls.sni
    if not request.url.is_secure or chosen == "":
        return None
    if chosen is None:
        return None if request.url.host_is_address else request.url.host
    return chosen.lower()


def names_agree(request: Request) -> bool:
    """Whether both names are the same; they cannot differ where there is no TLS."""
    return not request.url.is_secure or server_name_of(request) == host_of(request)


def names_differ_log(case: Case) -> list[LogLine]:
    """Return Apache's own lines that for this request the two names do not go together."""
    lines = case.log_lines(lambda line: line.code == APACHE_NAMES_DIFFER)
    return [line for line in lines if line.certainty != "window"]

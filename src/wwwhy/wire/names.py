"""Whether a certificate names the host that was asked for (RFC 9525)."""

import ipaddress

from wwwhy.model import Certificate


def covers(certificate: Certificate, host: str) -> bool:
    """Compare the subject alternative names with a host name or address.

    The common name does not count (RFC 9525 section 2); a wildcard stands for exactly one label
    and only at the left (section 6.3), and never right before a top-level domain, as in curl.
    """
    address = _address(host)
    if address is not None:
        return any(_address(each) == address for each in certificate.ip_addresses)
    wanted = host.lower().rstrip(".")
    return any(_fits(pattern, wanted) for pattern in certificate.dns_names)


def _fits(pattern: str, host: str) -> bool:
    pattern = pattern.lower().rstrip(".")
    if not pattern.startswith("*."):
        return bool(pattern) and pattern == host
    label, dot, parent = host.partition(".")
    return bool(label and dot) and parent == pattern[2:] and "." in parent and "*" not in parent


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None

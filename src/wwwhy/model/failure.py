"""Why no (complete) response came: a dotted id with its RFC 9209 type.

Ids are those of Network Error Logging where it has one, extended in the same pattern. The types
are the error types of the Proxy-Status field (RFC 9209 section 2.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

FAILURE_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "dns.name_not_resolved": ("dns", "dns_error"),
        "dns.no_address_of_family": ("dns", "dns_error"),
        "dns.failed": ("dns", "dns_error"),
        "dns.unreachable": ("dns", "dns_error"),
        "dns.timed_out": ("dns", "dns_timeout"),
        "tcp.refused": ("tcp", "connection_refused"),
        "tcp.reset": ("tcp", "connection_terminated"),
        "tcp.closed": ("tcp", "connection_terminated"),
        "tcp.aborted": ("tcp", "connection_terminated"),
        "tcp.timed_out": ("tcp", "connection_timeout"),
        "tcp.address_unreachable": ("tcp", "destination_ip_unroutable"),
        "tcp.address_invalid": ("tcp", "destination_ip_unroutable"),
        "tcp.permission_denied": ("tcp", "destination_ip_unroutable"),
        "tcp.failed": ("tcp", "connection_terminated"),
        "unix.socket_missing": ("tcp", "destination_not_found"),
        "proxy.auth_required": ("proxy", "http_request_denied"),
        "proxy.denied": ("proxy", "http_request_denied"),
        "proxy.connect_failed": ("proxy", "destination_unavailable"),
        "proxy.timed_out": ("proxy", "connection_timeout"),
        "proxy.protocol_error": ("proxy", "http_protocol_error"),
        "socks.reply": ("proxy", "destination_unavailable"),
        "tls.version_or_cipher_mismatch": ("tls", "tls_alert_received"),
        "tls.bad_client_auth_cert": ("tls", "tls_alert_received"),
        "tls.client_cert_required": ("tls", "tls_alert_received"),
        "tls.unrecognized_name": ("tls", "tls_alert_received"),
        "tls.no_application_protocol": ("tls", "tls_alert_received"),
        "tls.cert.name_invalid": ("tls", "tls_certificate_error"),
        "tls.cert.date_invalid": ("tls", "tls_certificate_error"),
        "tls.cert.authority_invalid": ("tls", "tls_certificate_error"),
        "tls.cert.self_signed": ("tls", "tls_certificate_error"),
        "tls.cert.chain_incomplete": ("tls", "tls_certificate_error"),
        "tls.cert.revoked": ("tls", "tls_certificate_error"),
        "tls.cert.invalid": ("tls", "tls_certificate_error"),
        "tls.peer_not_tls": ("tls", "tls_protocol_error"),
        "tls.alert": ("tls", "tls_alert_received"),
        "tls.closed": ("tls", "tls_protocol_error"),
        "tls.timed_out": ("tls", "connection_timeout"),
        "tls.protocol.error": ("tls", "tls_protocol_error"),
        "tls.failed": ("tls", "tls_protocol_error"),
        "http.request.unsendable": ("http", "http_request_error"),
        "http.protocol.error": ("http", "http_protocol_error"),
        "http.response.invalid": ("http", "http_protocol_error"),
        "http.response.empty": ("http", "http_response_incomplete"),
        "http.response.truncated": ("http", "http_response_incomplete"),
        "http.response.header_illegal": ("http", "http_protocol_error"),
        "http.response.head_too_large": ("http", "http_response_header_section_size"),
        "http.response.coding_invalid": ("http", "http_response_content_coding"),
        "http.response.read_timed_out": ("http", "connection_read_timeout"),
        "http.response.timed_out": ("http", "http_response_timeout"),
        "http.response.redirect_loop": ("http", "proxy_loop_detected"),
        "http.h2.rst": ("http", "http_protocol_error"),
        "http.h2.goaway": ("http", "http_protocol_error"),
        "http.h3.close": ("http", "http_protocol_error"),
        "bound.bytes": ("http", "http_response_body_size"),
        "bound.time": ("http", "http_response_timeout"),
        "bound.credentials": ("tls", "http_request_denied"),
        "abandoned": ("http", "connection_terminated"),
        "client.blocked": ("http", "proxy_configuration_error"),
        "unknown": ("http", "proxy_internal_error"),
        "internal": ("http", "proxy_internal_error"),
    }
)
"""Every failure id: the phase it happens in, and its RFC 9209 type.

`abandoned` and `unknown` come from recordings only: the client gave up, or did not say why it
failed. `client.blocked` too: the browser itself refused (CORS, mixed content, a content blocker).
`bound.*` are our own limits and are never blamed on the server: too many bytes, too much time,
and credentials held back because the stream was not verified.
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an exchange has no complete response."""

    type: str
    detail: str = ""
    """One plain sentence with the native error, for a person; never a secret."""
    native: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    """Native codes by vocabulary: errno, alert, x509, h2, socks, eai, rcode."""
    at_phase: str | None = None
    """Where it happened, when that differs from the usual phase of its type."""

    @property
    def phase(self) -> str:
        """dns, tcp, proxy, tls or http."""
        return self.at_phase or FAILURE_TYPES[self.type][0]

    @property
    def rfc9209(self) -> str:
        """The error type of RFC 9209 section 2.3 that says the same."""
        return FAILURE_TYPES[self.type][1]

    @property
    def is_ours(self) -> bool:
        """Whether it was a limit or a fault of ours, which says nothing about the server.

        A native `local` names what this client was given and cannot use, such as a CA file.
        """
        ours = self.type in {"internal", "http.request.unsendable"} or "local" in self.native
        return ours or self.type.startswith("bound.")

    def matches(self, pattern: str) -> bool:
        """Whether the id fits a pattern such as `tls.cert.*`."""
        return fnmatchcase(self.type, pattern)

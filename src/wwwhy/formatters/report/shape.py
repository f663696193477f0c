"""The shape of the report `wwwhy.diagnosis/1`: the one place from which its schema is made.

Keys may be added within version 1, never renamed or taken away.
"""

from typing import Annotated, Literal, TypedDict

Milliseconds = Annotated[float | None, "Milliseconds; null where the phase did not happen."]


class HeaderLine(TypedDict):
    """One field line as it stood in the message; secrets are masked."""

    name: str
    value: str


class TargetFacts(TypedDict):
    """What was asked about."""

    method: str
    url: Annotated[str, "Masked."]
    source: Literal["live", "curl", "har", "raw", "log", "config"]


class FailureFacts(TypedDict):
    """Why there is no (complete) response."""

    type: Annotated[str, "Network Error Logging's id, extended, such as tls.cert.date_invalid."]
    rfc9209: Annotated[str, "Error type of RFC 9209, section 2.3."]
    phase: Annotated[str, "dns, tcp, proxy, tls or http."]
    detail: str


class OutcomeFacts(TypedDict):
    """How the user's own request ended."""

    healthy: bool
    status: int | None
    reason: str
    failure: FailureFacts | None
    summary: Annotated[str, "One sentence in the chosen language."]


class SignFacts(TypedDict):
    """One observed sign of a box."""

    claim: str
    exchange: int
    pointer: str


class BoxFacts(TypedDict):
    """Whoever produced the response."""

    box: Annotated[str, "Product; `the client`, `the network` or `unknown` where none is."]
    version: str | None
    role: Annotated[str, "Such as reverse proxy, CDN, application; in English always."]
    confidence: Annotated[float, "0 to 1."]
    evidence: list[SignFacts]


class HopFacts(TypedDict):
    """One box on the way."""

    box: str
    role: str


class EvidenceFacts(TypedDict):
    """One observed fact for or against a cause."""

    claim: Annotated[str, "A sentence in the chosen language."]
    polarity: Literal["for", "against"]
    strength: Literal["conclusive", "strong", "weak"]
    exchange: Annotated[int | None, "Place in `exchanges`; null for a log line or directive."]
    pointer: Annotated[str, "Such as response.headers.www-authenticate or error.log:12."]


class FixTexts(TypedDict):
    """What each reader should do, in Markdown, in the chosen language."""

    visitor: str
    developer: str
    administrator: str


class RepairFacts(TypedDict):
    """A change with which the request succeeded."""

    description: str
    command: Annotated[str, "Secrets masked."]
    verified: bool
    exchange: int


class ExperimentFacts(TypedDict):
    """What would settle the cause."""

    why: str
    command: str


class ReferenceFacts(TypedDict):
    """Where a claim can be checked."""

    title: str
    url: str


class CauseFacts(TypedDict):
    """One cause with its verdict."""

    id: str
    title: Annotated[str, "Completes the sentence `because: ...` in the chosen language."]
    verdict: Literal["proved", "likely", "possible", "ruled_out"]
    confidence: float
    evidence: list[EvidenceFacts]
    fix: FixTexts
    repair: RepairFacts | None
    next_experiment: ExperimentFacts | None
    references: list[ReferenceFacts]


class DefectFacts(TypedDict):
    """A protocol fault that need not be the cause."""

    id: str
    claim: str
    exchange: int
    reference: str


class RequestFacts(TypedDict):
    """A request as it was sent; secrets are masked."""

    method: str
    url: str
    headers: list[HeaderLine]
    body: Annotated[str | None, "Text, cut at 4096 characters; null where there is none."]
    body_length: int


class ResponseFacts(TypedDict):
    """A final response; secrets are masked."""

    status: int
    reason: str
    http_version: str
    headers: list[HeaderLine]
    body: Annotated[str | None, "Text, decoded and cut at 4096 characters; null if it is no text."]
    body_length: Annotated[int, "Bytes of content that arrived."]
    complete: Annotated[bool, "Whether the framing says that all of it arrived."]


class DnsReport(TypedDict):
    """What the name look-up said."""

    name: str
    resolver: Annotated[str, "`system`, or the address of the name server that was asked."]
    addresses: list[str]
    rcode: str | None


class CertificateReport(TypedDict):
    """One certificate of the chain."""

    subject: str
    issuer: str
    not_before: Annotated[str, "RFC 3339."]
    not_after: Annotated[str, "RFC 3339."]
    names: list[str]
    sha256: str


class TlsReport(TypedDict):
    """What the handshake showed."""

    version: str | None
    cipher: str | None
    sni: str | None
    alpn: str | None
    handshake_done: bool
    verify_errors: list[str]
    alerts: list[str]
    chain: list[CertificateReport]


class ProxyReport(TypedDict):
    """The forward proxy on the way."""

    scheme: str
    host: str
    port: int
    status: Annotated[int | None, "Its answer to CONNECT."]


class ConnectionFacts(TypedDict):
    """The connection an exchange used."""

    id: Annotated[int, "Equal for exchanges that shared one connection."]
    http_version: str | None
    remote_address: str | None
    remote_port: int | None
    unix_socket: str | None
    reused: bool
    dns: DnsReport | None
    tls: TlsReport | None
    proxy: ProxyReport | None


class TimingFacts(TypedDict):
    """How long each phase took."""

    dns: Milliseconds
    tcp: Milliseconds
    proxy: Milliseconds
    tls: Milliseconds
    wait: Milliseconds
    receive: Milliseconds
    total: Milliseconds


class ExchangeFacts(TypedDict):
    """One request and what came back."""

    role: Literal["baseline", "follow-up", "probe", "repair"]
    probe: str | None
    withheld: Annotated[
        list[str],
        "What a redirect made the request leave behind: `method`, `body`, names of fields.",
    ]
    request: RequestFacts
    response: ResponseFacts | None
    failure: FailureFacts | None
    connection: ConnectionFacts
    timing_ms: TimingFacts


class NotCheckedFacts(TypedDict):
    """An experiment that was wanted and not made."""

    what: Annotated[str, "Id of a probe, or `log`, `config`."]
    why: Annotated[str, "A sentence in the chosen language."]
    command: Annotated[str, "The command that would do it; empty if there is none."]


class Report(TypedDict):
    """Why a request failed, who said no, and what fixes it."""

    schema: Literal["wwwhy.diagnosis/1"]
    wwwhy: Annotated[str, "Version of wwwhy."]
    generated_at: Annotated[str, "RFC 3339, UTC."]
    target: TargetFacts
    outcome: OutcomeFacts
    answered_by: BoxFacts
    path: Annotated[list[HopFacts], "From the client's side."]
    causes: Annotated[list[CauseFacts], "Best first; a healthy target has none but ruled_out."]
    defects: list[DefectFacts]
    exchanges: list[ExchangeFacts]
    not_checked: list[NotCheckedFacts]

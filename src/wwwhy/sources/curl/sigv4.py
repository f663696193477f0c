"""Request signatures for --aws-sigv4, as curl 8.14 makes them (lib/http_aws_sigv4.c)."""

import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from wwwhy.errors import UsageError
from wwwhy.model import Field, Url
from wwwhy.sources.curl.content import Content
from wwwhy.sources.curl.headers import Custom

_PLAIN_PATHS = frozenset({"s3", "s3-express", "s3-outposts"})
_STAMP = re.compile(r"[0-9A-Za-z]{16}")
_UNSIGNED = "UNSIGNED-PAYLOAD"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose signature it is, and for which service."""

    provider: str
    field_provider: str
    """Names the field X-...-Date; `amz` for Amazon."""
    region: str
    service: str
    key_id: str
    secret: str = field(repr=False)

    @property
    def is_s3(self) -> bool:
        """Whether the service wants the hash of the content as a field."""
        return self.provider.lower() == "aws" and self.service.lower() == "s3"


def signer(argument: str, url: Url, user: str, password: str) -> Signer:
    """Read `provider1[:provider2[:region[:service]]]`; the host names what is missing.

    Raises:
        UsageError: region or service stand neither there nor in the host.

    """
    parts = [*(argument or "aws:amz").split(":", 3), "", "", ""]
    provider, field_provider, region, service = parts[:4]
    if not provider:
        raise UsageError("--aws-sigv4 needs a provider, such as aws:amz:us-east-1:s3.")
    labels = url.host.split(".")
    if not service:
        service, region = labels[0], region or ".".join(labels[1:2])
    if not parts[3] and (len(labels) == 1 or not region):
        raise UsageError("--aws-sigv4 needs region and service, such as aws:amz:us-east-1:s3.")
    return Signer(provider, field_provider or provider, region, service, user, password)


def signed(by: Signer, url: Url, content: Content, own: Custom, now: float) -> list[Field]:
    """Return the fields that prove who is asking, in curl's order."""
    low = by.field_provider.lower()
    stamp_name = f"X-{low.capitalize()}-Date"
    stamp, stamp_field = _stamp(own, stamp_name, now)
    payload, payload_field = _payload(by, low, content, own)
    lines = [("host", url.authority)] if "host" not in own.named else []
    lines += [(payload_field.name, payload_field.value)] if payload_field else []
    lines += [(line.name.lower(), " ".join(line.value.split())) for line in own.lines]
    lines += [(stamp_name.lower(), stamp)] if stamp_field else []
    merged: dict[str, str] = {}
    for line_name, value in sorted(lines, key=lambda line: line[0]):
        merged[line_name] = f"{merged[line_name]},{value}" if line_name in merged else value
    names = ";".join(merged)
    canonical = "\n".join(
        [
            content.method,
            canonical_path(url.path, by.service),
            canonical_query(url.query or ""),
            *(f"{name}:{value}" for name, value in merged.items()),
            "",
            names,
            payload,
        ]
    )
    scope = f"{stamp[:8]}/{by.region}/{by.service}/{by.provider.lower()}4_request"
    algorithm = f"{by.provider.upper()}4-HMAC-SHA256"
    digest = hashlib.sha256(canonical.encode("latin-1", "replace")).hexdigest()
    to_sign = f"{algorithm}\n{stamp}\n{scope}\n{digest}"
    value = (
        f"{algorithm} Credential={by.key_id}/{scope}, SignedHeaders={names},"
        f" Signature={_signature(by, scope, to_sign)}"
    )
    return [
        Field("Authorization", value),
        *([stamp_field] if stamp_field else []),
        *([payload_field] if payload_field else []),
    ]


def canonical_query(query: str) -> str:
    """Decode, encode and sort a query as the signature wants it; curl takes + for a blank."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    encoded = sorted((_reencoded(name), _reencoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def canonical_path(path: str, service: str) -> str:
    """Encode a path once more, as the signature wants it; S3 takes it as it stands."""
    return path if service in _PLAIN_PATHS else quote(path, safe="/-._~")


def _reencoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="-._~").replace("%2B", "%20")


def _stamp(own: Custom, name: str, now: float) -> tuple[str, Field | None]:
    """Return the time of signing, and its field unless the user gave one."""
    given = own.value(name.lower()) or own.value("date")
    if given is not None:
        match = _STAMP.match(given.strip())
        return match[0] if match else "", None
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    return stamp, Field(name, stamp)


def _payload(by: Signer, low: str, content: Content, own: Custom) -> tuple[str, Field | None]:
    """Return the hash of the content, and its field where the service wants one."""
    name = f"x-{low}-content-sha256"
    given = own.value(name)
    if given is not None:
        return given.strip(), None
    # curl knows the content of -d only; what -F and -T send is signed as if there were none.
    known = content.body if content.kind == "-d" else None
    digest = hashlib.sha256(known or b"").hexdigest()
    if not by.is_s3:
        return digest, None
    hashed = _UNSIGNED if content.kind in {"-F", "-T"} and content.body else digest
    return hashed, Field(name, hashed)


def _signature(by: Signer, scope: str, to_sign: str) -> str:
    key = f"{by.provider.upper()}4{by.secret}".encode("utf-8", "surrogateescape")
    for part in (*scope.split("/"), to_sign):
        key = hmac.digest(key, part.encode("utf-8", "surrogateescape"), "sha256")
    return key.hex()

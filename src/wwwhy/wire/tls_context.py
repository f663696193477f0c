"""OpenSSL contexts: versions, ciphers and client certificates as the request asks for them."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from OpenSSL import SSL
from OpenSSL._util import lib as _openssl

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Tls
from wwwhy.sources.files import is_regular
from wwwhy.wire.stream import StreamFailure

_VERSIONS = {
    "1.0": SSL.TLS1_VERSION,
    "1.1": SSL.TLS1_1_VERSION,
    "1.2": SSL.TLS1_2_VERSION,
    "1.3": SSL.TLS1_3_VERSION,
}
_DEFAULT_MIN = "1.2"
_MAX_PEM = 1024 * 1024


class _Key(NamedTuple):
    min_version: str
    max_version: str | None
    ciphers: str | None


def context_for(tls: Tls) -> SSL.Context:
    """Return a context; those without a client certificate are kept and shared.

    Raises:
        StreamFailure: a version, cipher, certificate or key that was given cannot be used.

    """
    maximum = _version(tls.max_version)
    minimum = _version(tls.min_version) or min(_DEFAULT_MIN, maximum or _DEFAULT_MIN)
    key = _Key(minimum, maximum, tls.ciphers)
    if tls.cert_file is None:
        return _shared(key)
    context = _made(key)
    _use_certificate(context, tls)
    return context


@lru_cache(maxsize=32)
def _shared(key: _Key) -> SSL.Context:
    return _made(key)


def _made(key: _Key) -> SSL.Context:
    # No anchors are loaded and nothing is verified here: `trust` does that, and keeps the chain.
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_info_callback(_observe)
    _offer_post_handshake_authentication(context)
    context.set_min_proto_version(_VERSIONS[key.min_version])
    if key.max_version:
        context.set_max_proto_version(_VERSIONS[key.max_version])
    _set_ciphers(context, key)
    return context


def _offer_post_handshake_authentication(context: SSL.Context) -> None:
    """Let the server ask for a client certificate after the handshake too (RFC 8446 section 4.6.2).

    curl always offers it (7.88.1, measured); without it Apache answers 403 where a location wants
    a certificate. pyOpenSSL has no name for it, the library below has.
    """
    offer = getattr(_openssl, "SSL_CTX_set_post_handshake_auth", None)
    if offer is not None:
        offer(context._context, 1)  # noqa: SLF001 (see above)


def _observe(connection: SSL.Connection, where: int, value: int) -> None:
    # The context is shared; each connection carries the one who watches it.
    watcher = connection.get_app_data()
    if watcher is not None:
        watcher.note_state(where, value)


def _set_ciphers(context: SSL.Context, key: _Key) -> None:
    names = re.split(r"[:, ]+", key.ciphers) if key.ciphers else []
    modern = [name for name in names if name.startswith("TLS_")]
    old = [name for name in names if name and not name.startswith("TLS_")]
    # TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL allows at security level 0 only.
    level = ["@SECLEVEL=0"] if key.min_version < _DEFAULT_MIN else []
    try:
        if old or level:
            context.set_cipher_list(":".join((old or ["DEFAULT"]) + level).encode())
        if modern:
            context.set_tls13_ciphersuites(":".join(modern).encode())
    except (SSL.Error, UnicodeEncodeError):
        detail = Sentence(
            "The cipher list {ciphers!r} cannot be used by this client.", ciphers=key.ciphers
        )
        raise StreamFailure(_unusable("ciphers", detail)) from None


def _use_certificate(context: SSL.Context, tls: Tls) -> None:
    """Load the certificate with its chain, and the key from its own file or the same one."""
    cert_file = tls.cert_file or ""
    password = tls.key_password.encode() if tls.key_password else None
    if not all(is_regular(name, _MAX_PEM) for name in (cert_file, tls.key_file or cert_file)):
        raise StreamFailure(_useless(cert_file))
    try:
        pem = Path(tls.key_file or cert_file).read_bytes()
        try:
            key = load_pem_private_key(pem, password)
        except TypeError:
            # A password for a key that has none: curl does not mind.
            key = load_pem_private_key(pem, None)
        context.use_certificate_chain_file(cert_file)
        context.use_privatekey(key)  # type: ignore[arg-type]
        context.check_privatekey()
    except (SSL.Error, ValueError, TypeError, OSError, UnsupportedAlgorithm):
        # The text of these errors is left out: it may repeat what is in the file.
        raise StreamFailure(_useless(cert_file)) from None


def _useless(cert_file: str) -> Failure:
    detail = Sentence(
        "The client certificate {file!r} with its key cannot be used by this client.",
        file=cert_file,
    )
    return _unusable("cert_file", detail)


def _version(text: str | None) -> str | None:
    if text is None:
        return None
    match = re.fullmatch(r"(?:TLSv?)?(1(?:\.[0-3])?)", text.strip(), re.IGNORECASE)
    if match is None:
        detail = Sentence("The TLS version {text!r} cannot be used by this client.", text=text)
        raise StreamFailure(_unusable("version", detail))
    return {"1": "1.0"}.get(match[1], match[1])


def _unusable(option: str, detail: Sentence) -> Failure:
    return Failure("tls.failed", detail, {"local": option})

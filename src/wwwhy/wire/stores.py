"""Trust anchors: whose root certificates judge a chain; each set is loaded once."""

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from OpenSSL import crypto

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Store, Tls
from wwwhy.sources.files import is_regular
from wwwhy.wire import certificates
from wwwhy.wire.stream import StreamFailure

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
_MAX_BUNDLE = 64 * 1024 * 1024
NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME: dates are judged by our own clock, so a path can be remembered."""
PARTIAL_CHAIN = 0x80000
"""X509_V_FLAG_PARTIAL_CHAIN: an intermediate, or the leaf itself, may be an anchor. curl sets it
(since 7.68), so `--cacert intermediate.pem` is enough (measured with 7.88.1)."""


class Anchors(NamedTuple):
    """Names a set of trust anchors; the times tell a replaced file from the old one."""

    file: str | None
    directory: str | None = None
    changed: tuple[float, ...] = ()


def anchors(store: Store, tls: Tls) -> Anchors:
    """Return where a store's anchors stand; --capath adds to the default bundle, as in curl.

    Raises:
        StreamFailure: the user's CA file or directory cannot be read.

    """
    if store is Store.CERTIFI:
        return Anchors(_certifi())
    if store is Store.SYSTEM or not (tls.ca_file or tls.ca_path):
        return _system()
    file = tls.ca_file or _system().file
    try:
        changed = tuple(Path(each).stat().st_mtime for each in (file, tls.ca_path) if each)
    except (OSError, ValueError) as error:
        raise StreamFailure(_unreadable(type(error).__name__)) from None
    if tls.ca_file and not is_regular(tls.ca_file, _MAX_BUNDLE):
        raise StreamFailure(_unreadable(Sentence("it is no regular file, or too large")))
    return Anchors(file, tls.ca_path, changed)


@lru_cache(maxsize=8)
def opened(where: Anchors) -> crypto.X509Store:
    """Load the anchors once, to judge without a clock.

    Raises:
        StreamFailure: they cannot be read.

    """
    store = load(where)
    store.set_flags(NO_CHECK_TIME)
    return store


def load(where: Anchors) -> crypto.X509Store:
    """Load the anchors afresh, for a caller that sets its own time; raises as `opened`."""
    store = crypto.X509Store()
    try:
        store.load_locations(where.file, where.directory)
    except crypto.Error:
        raise StreamFailure(_unreadable(Sentence("it holds no PEM certificate"))) from None
    store.set_flags(PARTIAL_CHAIN)
    return store


@lru_cache(maxsize=8)
def names(where: Anchors) -> frozenset[str]:
    """Return the subjects (RFC 4514) of the anchors in the file; empty if it cannot be read."""
    if where.file is None or not is_regular(where.file, _MAX_BUNDLE):
        return frozenset()
    try:
        return certificates.subjects(Path(where.file).read_bytes())
    except OSError:
        return frozenset()


@lru_cache(maxsize=1)
def _system() -> Anchors:
    file = os.environ.get("SSL_CERT_FILE")
    directory = os.environ.get("SSL_CERT_DIR")
    if file or directory:
        return Anchors(file or None, directory or None)
    found = next((bundle for bundle in _BUNDLES if Path(bundle).is_file()), None)
    # Where the system keeps no bundle (Windows), Mozilla's list is the nearest.
    return Anchors(found or _certifi())


def _certifi() -> str:
    import certifi  # noqa: PLC0415 (only a TLS connection needs it)

    return certifi.where()


def _unreadable(why: str) -> Failure:
    detail = Sentence(
        "The file or folder of trusted certificates (CA) cannot be used: {why}.", why=why
    )
    return Failure("tls.failed", detail, {"local": "ca_file"})

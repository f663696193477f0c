"""Judges a certificate chain offline: every reason against it at once, by any store.

OpenSSL builds the path and gives the codes, our own code explains. The path does not depend on
the time of day, so it is remembered; dates are compared with the caller's clock on every call.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from OpenSSL import crypto

from wwwhy.errors import Sentence
from wwwhy.model import Certificate, Failure, Store, Tls, VerifyError
from wwwhy.wire import certificates, stores
from wwwhy.wire.names import covers

_EXPIRED, _NOT_YET_VALID, _SELF_SIGNED, _SELF_SIGNED_IN_CHAIN = 10, 9, 18, 19
_PURPOSE, _EE_KEY_TOO_SMALL, _NAME_MISMATCH, _UNSPECIFIED = 26, 66, 62, 1
_NO_ISSUER = frozenset({2, 20, 21})
_OTHER_KEY = 30
_UNTRUSTED = _NO_ISSUER | {_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _OTHER_KEY}
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        _EXPIRED: "expired",
        _NOT_YET_VALID: "not_yet_valid",
        _SELF_SIGNED: "self_signed",
        _SELF_SIGNED_IN_CHAIN: "unknown_issuer",
        _OTHER_KEY: "unknown_issuer",
        23: "revoked",
        24: "purpose",
        25: "purpose",
        _PURPOSE: "purpose",
        66: "weak",
        67: "weak",
        68: "weak",
    }
)
_FAILURES: Mapping[str, str] = MappingProxyType(
    {
        "self_signed": "tls.cert.self_signed",
        "unknown_issuer": "tls.cert.authority_invalid",
        "incomplete_chain": "tls.cert.chain_incomplete",
        "purpose": "tls.cert.invalid",
        "revoked": "tls.cert.revoked",
        "weak": "tls.cert.invalid",
        "other": "tls.cert.invalid",
        "expired": "tls.cert.date_invalid",
        "not_yet_valid": "tls.cert.date_invalid",
        "name": "tls.cert.name_invalid",
    }
)
"""In the order in which OpenSSL, and so curl, finds them: path, extensions, dates, name."""
_ORDER = tuple(_FAILURES)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said against a chain."""

    chain: tuple[bytes, ...]
    """The chain as the server sent it, DER."""
    leaf: Certificate
    errors: tuple[VerifyError, ...]
    """Every reason, by the store that was asked for; what curl would say comes first."""
    trusted_by: tuple[str, ...]
    """The stores that accept the chain and its dates; the name is not part of it."""

    @property
    def failure(self) -> Failure | None:
        """The first reason as a failure; None if nothing is to be said."""
        if not self.errors:
            return None
        first = self.errors[0]
        reasons = ",".join(dict.fromkeys(error.reason for error in self.errors))
        native: dict[str, str | int | bool | None] = {
            "x509": first.code,
            "reason": first.reason,
            "depth": first.depth,
            "store": first.store,
            "reasons": reasons,
        }
        return Failure(_FAILURES[first.reason], _sentence(self.errors), native)


class _Path(NamedTuple):
    code: int
    depth: int
    certificates: tuple[bytes, ...]
    """Leaf first; with the anchor if it was reached."""


def judge(
    chain: Sequence[bytes],
    host: str,
    when: float,
    *,
    tls: Tls,
    extra: tuple[bytes, ...] = (),
) -> Judgement:
    """Judge a chain (DER, leaf first) for a host at a time (seconds since the epoch).

    `tls` names the stores; `extra` are issuers' certificates that were fetched. Takes about
    10 microseconds for a chain seen before, about a millisecond for a new one.

    Raises:
        StreamFailure: the user's own CA file cannot be read.

    """
    sent = tuple(chain)
    leaf = certificates.read(sent[0]) if sent else None
    if leaf is None:
        nothing = VerifyError(
            "other", 0, _UNSPECIFIED, Sentence("the server sent none"), tls.store.value
        )
        return Judgement(sent, Certificate("", "", "", 0.0, 0.0), (nothing,), ())
    verdicts = {
        store: _against(stores.anchors(store, tls), sent, when, extra, store) for store in Store
    }
    errors = [*verdicts[tls.store]]
    if any(_is_whole(verdict) for verdict in verdicts.values()):
        # Another list knows the rest of the chain, so it is not for the server to send.
        errors = [_not_missing(error, sent) for error in errors]
    errors = [_by_namesake(error, sent, stores.anchors(tls.store, tls)) for error in errors]
    if not covers(leaf, host):
        errors.append(_name_error(leaf, host, tls.store))
    errors.sort(key=lambda error: _ORDER.index(error.reason))
    trusted_by = tuple(store.value for store in Store if not verdicts[store])
    return Judgement(sent, leaf, tuple(errors), trusted_by)


def missing_issuer(judgement: Judgement) -> Certificate | None:
    """Return the certificate at which an incomplete chain ends; None if it is not incomplete."""
    if not any(error.reason == "incomplete_chain" for error in judgement.errors):
        return None
    return certificates.read(_linked(judgement.chain)[-1])


def _against(
    where: stores.Anchors, sent: tuple[bytes, ...], when: float, extra: tuple[bytes, ...], by: Store
) -> tuple[VerifyError, ...]:
    found = _timeless(where, sent, extra, by)
    if found.not_before <= when <= found.not_after:
        return found.errors
    late = tuple(_date_errors(found.path.certificates, when, by))
    # OpenSSL may find a second path round an expired intermediate or root; it is asked before
    # anything but the leaf is blamed.
    if not found.path.code and all(error.depth for error in late):
        late = () if _verified_at(where, sent + extra, when) else late
    return (*found.errors, *late)


def _is_whole(errors: tuple[VerifyError, ...]) -> bool:
    return not any(error.code in _UNTRUSTED for error in errors)


def _not_missing(error: VerifyError, sent: tuple[bytes, ...]) -> VerifyError:
    if error.reason != "incomplete_chain":
        return error
    top = certificates.read(_linked(sent)[-1])
    text = _path_text("unknown_issuer", error.code or 0, top)
    return replace(error, reason="unknown_issuer", text=text)


def _by_namesake(error: VerifyError, sent: tuple[bytes, ...], where: stores.Anchors) -> VerifyError:
    """Tell an issuer that is missing from one whose name is trusted with another key.

    OpenSSL passes over an anchor whose key identifier differs, and then knows no issuer at all.
    """
    top = certificates.read(_linked(sent)[-1])
    if top is None or error.code not in _NO_ISSUER or top.issuer not in stores.names(where):
        return error
    text = Sentence(
        "an authority named {issuer} is trusted, but another key signed this", issuer=top.issuer
    )
    return replace(error, reason="unknown_issuer", code=_OTHER_KEY, text=text)


class _Timeless(NamedTuple):
    """What does not depend on the time of day, and when that will."""

    path: _Path
    errors: tuple[VerifyError, ...]
    not_before: float
    not_after: float


@lru_cache(maxsize=256)
def _timeless(
    where: stores.Anchors, sent: tuple[bytes, ...], extra: tuple[bytes, ...], by: Store
) -> _Timeless:
    path = _built(where, sent, extra)
    read = [each for each in map(certificates.read, path.certificates) if each is not None]
    return _Timeless(
        path,
        tuple(_timeless_errors(path, sent + extra, by)),
        max((each.not_before for each in read), default=0.0),
        min((each.not_after for each in read), default=0.0),
    )


def _timeless_errors(path: _Path, sent: tuple[bytes, ...], by: Store) -> Iterator[VerifyError]:
    if path.code:
        yield _path_error(path, sent, by)
    if path.code in _UNTRUSTED:
        rest = _below_the_top(sent)
        if rest.code:
            yield _path_error(rest, sent, by)
    for depth, der in enumerate(path.certificates):
        is_anchor = not path.code and depth == len(path.certificates) - 1
        yield from _own_errors(depth, der, is_anchor=is_anchor, by=by)


@lru_cache(maxsize=128)
def _built(where: stores.Anchors, sent: tuple[bytes, ...], extra: tuple[bytes, ...]) -> _Path:
    return _verify(stores.opened(where), sent + extra)


@lru_cache(maxsize=128)
def _below_the_top(sent: tuple[bytes, ...]) -> _Path:
    """Verify as if the last certificate that was sent were trusted, to find what else is wrong."""
    linked = _linked(sent)
    store = crypto.X509Store()
    store.set_flags(stores.NO_CHECK_TIME | stores.PARTIAL_CHAIN)
    try:
        store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, linked[-1]))
    except crypto.Error:
        return _Path(_UNSPECIFIED, 0, linked)
    return _verify(store, linked)


def _verified_at(where: stores.Anchors, sent: tuple[bytes, ...], when: float) -> bool:
    store = stores.load(where)
    store.set_time(datetime.fromtimestamp(when, UTC))
    return _verify(store, sent).code == 0


def _verify(store: crypto.X509Store, sent: tuple[bytes, ...]) -> _Path:
    try:
        loaded = [crypto.load_certificate(crypto.FILETYPE_ASN1, der) for der in sent]
        found = crypto.X509StoreContext(store, loaded[0], loaded[1:]).get_verified_chain()
    except crypto.X509StoreContextError as error:
        return _Path(int(error.errors[0]), int(error.errors[1]), _linked(sent))
    except (crypto.Error, AssertionError):
        # A certificate that OpenSSL cannot read, or an error that names no certificate.
        return _Path(_UNSPECIFIED, 0, _linked(sent))
    return _Path(0, 0, tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, c) for c in found))


def _linked(sent: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Follow the issuers' names from the leaf through what was sent."""
    by_subject: dict[str, bytes] = {}
    for der in sent[1:]:
        certificate = certificates.read(der)
        if certificate is not None:
            by_subject.setdefault(certificate.subject, der)
    linked = [sent[0]]
    while len(linked) <= len(sent):
        current = certificates.read(linked[-1])
        if current is None or current.is_self_issued:
            break
        issuer = by_subject.pop(current.issuer, None)
        if issuer is None:
            break
        linked.append(issuer)
    return tuple(linked)


def _path_error(path: _Path, sent: tuple[bytes, ...], by: Store) -> VerifyError:
    reason = _REASONS.get(path.code, "other")
    top = certificates.read(_linked(sent)[-1])
    if path.code in _NO_ISSUER:
        incomplete = top is not None and not top.is_self_issued
        reason = "incomplete_chain" if incomplete else "unknown_issuer"
    return VerifyError(reason, path.depth, path.code, _path_text(reason, path.code, top), by.value)


def _path_text(reason: str, code: int, top: Certificate | None) -> Sentence:
    issuer = top.issuer if top else "?"
    if reason == "incomplete_chain":
        where = Sentence("it has no URL for it")
        if top and top.issuer_urls:
            where = Sentence("it says where to fetch it")
        return Sentence(
            "the certificate of its issuer ({issuer}) was not sent and is not known; {where}",
            issuer=issuer,
            where=where,
        )
    if reason == "self_signed":
        return Sentence("it is signed by itself and not among the trusted ones")
    if reason == "unknown_issuer":
        return Sentence(
            "the authority at the top of the chain ({issuer}) is not among the trusted ones",
            issuer=issuer,
        )
    return _openssl_text(code)


def _openssl_text(code: int) -> Sentence:
    return Sentence("OpenSSL rejects it with X509 error {code}", code=code)


def _own_errors(depth: int, der: bytes, *, is_anchor: bool, by: Store) -> Iterator[VerifyError]:
    if not is_anchor and not certificates.serves(der):
        text = Sentence("its extended key usage does not allow a TLS server")
        yield VerifyError("purpose", depth, _PURPOSE, text, by.value)
    weak = certificates.weakness(der, is_anchor=is_anchor)
    if weak is not None:
        yield VerifyError("weak", depth, _EE_KEY_TOO_SMALL if not depth else 67, weak, by.value)


def _date_errors(path: tuple[bytes, ...], when: float, by: Store) -> Iterator[VerifyError]:
    for depth, der in enumerate(path):
        certificate = certificates.read(der)
        if certificate is None:
            continue
        if when > certificate.not_after:
            text = Sentence("it expired on {moment}", moment=_written(certificate.not_after))
            yield VerifyError("expired", depth, _EXPIRED, text, by.value)
        elif when < certificate.not_before:
            text = Sentence(
                "it is not valid before {moment}", moment=_written(certificate.not_before)
            )
            yield VerifyError("not_yet_valid", depth, _NOT_YET_VALID, text, by.value)


def _name_error(leaf: Certificate, host: str, by: Store) -> VerifyError:
    names = (*leaf.dns_names, *leaf.ip_addresses)
    if names:
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")  # noqa: PLR2004
        text = Sentence("it is for {names} and not for {host}", names=shown, host=host)
    else:
        text = Sentence(
            "it has no subject alternative names, so it is not for {host} (RFC 9525)", host=host
        )
    return VerifyError("name", 0, _NAME_MISMATCH, text, by.value)


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _sentence(errors: tuple[VerifyError, ...]) -> Sentence:
    first = errors[0]
    why: str = first.text
    if len(errors) > 1:
        why = Sentence("{why} ({count} more)", why=why, count=len(errors) - 1)
    if first.depth == 0:
        return Sentence("The server's certificate is not accepted: {why}.", why=why)
    return Sentence(
        "The certificate at depth {depth} is not accepted: {why}.", depth=first.depth, why=why
    )

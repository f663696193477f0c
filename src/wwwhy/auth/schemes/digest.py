"""Digest (RFC 7616, and RFC 2617 for servers without qop): choosing a challenge, answering it."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from wwwhy.auth.challenge import Challenge, Defect
from wwwhy.auth.recovery import Draft
from wwwhy.errors import UsageError

_HASHES = {"SHA-512-256": "sha512_256", "SHA-256": "sha256", "MD5": "md5"}
ALGORITHMS = tuple(f"{name}{suffix}" for name in _HASHES for suffix in ("", "-sess"))
"""What `respond` can do, the strongest first."""

_ALGORITHM = {name.lower(): name for name in ALGORITHMS}
_FORBIDDEN = re.compile(r"[\r\n\0]")
_MUST_BE_QUOTED = ("realm", "domain", "nonce", "opaque", "qop")
_MUST_NOT_BE_QUOTED = ("stale", "algorithm")


def algorithm_of(challenge: Challenge) -> str | None:
    """Return the algorithm in its registered spelling; None if `respond` cannot do it."""
    return _ALGORITHM.get(challenge.params.get("algorithm", "MD5").lower())


def strongest(challenges: Iterable[Challenge]) -> Challenge | None:
    """Return the Digest challenge with the strongest algorithm; None if none can be answered."""
    able = [each for each in challenges if is_supported(each)]
    return min(able, key=lambda each: ALGORITHMS.index(algorithm_of(each) or ""), default=None)


def is_supported(challenge: Challenge) -> bool:
    """Whether `respond` can answer it: a Digest with a nonce, and known algorithm and qop."""
    return (
        challenge.scheme == "digest"
        and "nonce" in challenge.params
        and algorithm_of(challenge) is not None
        and _qop(challenge) is not None
    )


def respond(
    challenge: Challenge,
    *,
    method: str,
    uri: str,
    username: str,
    password: str,
    cnonce: str,
    nc: int = 1,
    body: bytes = b"",
) -> str:
    """Return the value for the Authorization field that answers a challenge.

    Arguments:
        challenge: one for which `is_supported` holds.
        method: of the request.
        uri: the request target exactly as it goes on the wire.
        username: of the account; sent hashed where the challenge says userhash=true.
        password: of the account; never sent.
        cnonce: a fresh random text of ours.
        nc: how often this nonce has been used, this time included.
        body: of the request; counts only where the server offers nothing but auth-int.

    Raises:
        UsageError: the challenge cannot be answered, or the name or URL holds a line break.

    """
    algorithm, qop = algorithm_of(challenge), _qop(challenge)
    if algorithm is None or qop is None or not is_supported(challenge):
        raise UsageError("This challenge is not a Digest that can be answered.")
    params = challenge.params
    realm, nonce = params.get("realm", ""), params["nonce"]
    charset = "utf-8" if params.get("charset", "").lower() == "utf-8" else "latin-1"
    secret = _octets(f"{username}:", charset) + _latin(f"{realm}:") + _octets(password, charset)
    a1 = _hash(algorithm, secret)
    if algorithm.endswith("-sess"):
        a1 = _hash(algorithm, _latin(f"{a1}:{nonce}:{cnonce}"))
    a2 = f"{method}:{uri}" + (f":{_hash(algorithm, body)}" if qop == "auth-int" else "")
    count = f"{nc:08x}:{cnonce}:{qop}:" if qop else ""
    proof = _hash(algorithm, _latin(f"{a1}:{nonce}:{count}{_hash(algorithm, _latin(a2))}"))
    answer = {
        **_name(username, realm, charset, algorithm, hashed=_is_true(params, "userhash")),
        "realm": _quoted(realm),
        "nonce": _quoted(nonce),
        "uri": _quoted(uri),
        "response": _quoted(proof),
    }
    answer |= _echoed(params)
    if qop:
        answer |= {"qop": qop, "nc": f"{nc:08x}"}
    if qop or algorithm.endswith("-sess"):
        answer["cnonce"] = _quoted(cnonce)
    return _field_value(answer)


def _echoed(params: Mapping[str, str]) -> dict[str, str]:
    """Return what goes back as it came, where it came."""
    echoed = {"algorithm": params["algorithm"]} if "algorithm" in params else {}
    return echoed | ({"opaque": _quoted(params["opaque"])} if "opaque" in params else {})


def _field_value(answer: Mapping[str, str]) -> str:
    value = "Digest " + ", ".join(f"{name}={value}" for name, value in answer.items())
    if _FORBIDDEN.search(value):
        raise UsageError("A line break in the user name or the URL cannot be sent.")
    return value


def check(draft: Draft) -> Iterator[Defect]:
    """Yield what a Digest challenge gets wrong (RFC 7616 section 3.3).

    The names: digest-realm-missing, digest-nonce-missing, digest-algorithm-unknown,
    digest-qop-missing, digest-qop-unknown, digest-charset-unknown, digest-token-quoted (stale and
    algorithm must not be), digest-quotes-missing.
    """
    params = draft.params
    algorithm = params.get("algorithm", "MD5").lower()
    named = {name for name in params if name in _MUST_BE_QUOTED}
    checks = {
        "digest-realm-missing": "realm" not in params,
        "digest-nonce-missing": not params.get("nonce"),
        "digest-algorithm-unknown": algorithm not in _ALGORITHM,
        "digest-qop-missing": "qop" not in params,
        "digest-qop-unknown": bool(_qops(params) - {"auth", "auth-int"}),
        "digest-charset-unknown": params.get("charset", "UTF-8").upper() != "UTF-8",
        "digest-token-quoted": not draft.quoted.isdisjoint(_MUST_NOT_BE_QUOTED),
        "digest-quotes-missing": not named <= draft.quoted,
    }
    yield from (Defect(name, draft.offset) for name, is_so in checks.items() if is_so)


def check_credentials(credentials: Challenge) -> Iterator[str]:
    """Yield `digest-parameter-missing` unless all that RFC 7616 section 3.4 asks for is there."""
    required = {"realm", "nonce", "uri", "response"}
    if "qop" in credentials.params:
        required |= {"cnonce", "nc"}
    named = {"username", "username*"} & credentials.params.keys()
    if not (named and credentials.params.keys() >= required):
        yield "digest-parameter-missing"


def _qops(params: dict[str, str]) -> set[str]:
    return {option.strip().lower() for option in params.get("qop", "").split(",")} - {""}


def _qop(challenge: Challenge) -> str | None:
    """Return the quality of protection to use; '' where the server knows none; None if unknown."""
    offered = _qops(challenge.params)
    # auth comes first: auth-int needs the whole body, and few servers do it right.
    return next((each for each in ("auth", "auth-int") if each in offered), None if offered else "")


def _hash(algorithm: str, data: bytes) -> str:
    name = _HASHES[algorithm.removesuffix("-sess")]
    return hashlib.new(name, data, usedforsecurity=False).hexdigest()


def _octets(text: str, charset: str) -> bytes:
    """Encode a name or password; what latin-1 lacks goes as UTF-8, as browsers and curl do."""
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _latin(text: str) -> bytes:
    return _octets(text, "latin-1")


def _name(
    username: str, realm: str, charset: str, algorithm: str, *, hashed: bool
) -> dict[str, str]:
    """Return how the user is named (RFC 7616 sections 3.4.2 and 3.4.4)."""
    if hashed:
        digest = _hash(algorithm, _octets(f"{username}:", charset) + _latin(realm))
        return {"username": _quoted(digest), "userhash": "true"}
    if charset == "utf-8" and not username.isascii():
        octets = username.encode("utf-8", "surrogatepass")
        return {"username*": "UTF-8''" + "".join(f"%{octet:02X}" for octet in octets)}
    return {"username": _quoted(_octets(username, charset).decode("latin-1"))}


def _is_true(params: dict[str, str], name: str) -> bool:
    return params.get(name, "").lower() == "true"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'

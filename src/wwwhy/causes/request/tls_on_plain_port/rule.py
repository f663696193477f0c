"""TLS was spoken to a port that speaks HTTP in clear text."""

import re
from dataclasses import replace

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.request import ports
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    TlsFacts,
    Value,
    Verdict,
)

_SETTINGS = re.compile(rb"\x00.{2}\x04.\x00{4}", re.DOTALL)
"""The first frame of a server that speaks HTTP/2 in clear text (RFC 9113 section 6.5)."""
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? ([45]\d\d)[^\r\n]{0,60}")


def judge(case: Case) -> Finding | None:
    """Read what came back to the handshake, and ask the very port once more in clear text.

    An HTTP answer to the clear-text request decides; a 400 does not, since TLS ports say that to
    clear text. So an HTTP error in answer to the handshake is not enough by itself: a TLS port
    gives one as well, where a gateway puts a PROXY protocol line before the handshake.
    """
    failure, tls = case.failure, case.exchange.connection.tls
    if failure is None or failure.phase != "tls" or not case.request.url.is_secure:
        return None
    if ports.speaks_tls(tls) or _is_another_protocol(case, tls):
        return None
    told = _told(case, tls)
    plain = case.probe("protocol-swapped").first
    # A proxy has error pages of its own; what it passes on as a success is the server's.
    is_direct = case.request.transport.proxy is None
    speaks = plain is not None and ports.speaks_http(plain) and (is_direct or is_success(plain))
    if _says_tls(tls, None if told else plain):
        return _contradicted(case, told, plain, speaks=speaks)
    if plain is not None and speaks:
        healed = case.healed_by("protocol-swapped")
        facts = (*(told or (_silence(case),)), _answer(case, plain))
        return Finding(Verdict.PROVED, facts, repair=healed.index if healed else None, wants=())
    if is_direct and tls is not None and _SETTINGS.match(tls.first_bytes):
        return Finding(Verdict.PROVED, told)
    return _undecided(case, told, plain)


def _says_tls(tls: TlsFacts | None, plain: Exchange | None) -> bool:
    """Whether an answer itself says that the port expects TLS.

    Where another box answered the handshake, the page in clear text may come from one behind it.
    """
    first = tls.first_bytes.decode("latin-1") if tls else ""
    page = plain.response.text if plain is not None and plain.response is not None else ""
    return ports.expects_tls(first) or ports.expects_tls(page)


def _contradicted(
    case: Case, told: tuple[Evidence, ...], plain: Exchange | None, *, speaks: bool
) -> Finding:
    """Weigh a statement that TLS is on: only a site served in clear text stands against it."""
    index = case.exchange.index
    contrary = Evidence("says_tls", {}, Strength.STRONG, Polarity.AGAINST, index)
    if plain is None:
        return Finding(Verdict.POSSIBLE, (*told, contrary))
    if speaks:
        return Finding(Verdict.LIKELY, (*told, _answer(case, plain), contrary), wants=())
    return Finding(Verdict.RULED_OUT, (replace(contrary, strength=Strength.CONCLUSIVE),))


def _undecided(case: Case, told: tuple[Evidence, ...], plain: Exchange | None) -> Finding | None:
    url = case.request.url
    host = f"[{url.host}]" if ":" in url.host else url.host
    ask = NextExperiment("try_plain", command=f"curl -v http://{host}:{url.port}/")
    if told and plain is not None and _is_refused_alike(case, plain):
        alike = Evidence("same_to_both", {"status": plain.status}, exchange=plain.index)
        read = NextExperiment("read_log", command="tail -n 20 /var/log/*/access.log")
        return Finding(Verdict.POSSIBLE, (*told, alike), next_experiment=read, wants=())
    if told:
        wants = () if plain else None
        return Finding(Verdict.LIKELY, told, next_experiment=ask, wants=wants)
    if case.failure and case.failure.type == "tls.peer_not_tls":
        said = Evidence("client_says", exchange=case.exchange.index, pointer="failure")
        return Finding(Verdict.LIKELY, (said,), next_experiment=ask)
    if plain is None or (plain.failure and plain.failure.type.endswith("timed_out")):
        return Finding(Verdict.POSSIBLE, wants=() if plain else None)
    if plain.response is not None:
        return None
    port: dict[str, Value] = {"port": url.port}
    silent = Evidence("no_http_either", port, Strength.STRONG, Polarity.AGAINST, plain.index)
    return Finding(Verdict.RULED_OUT, (silent,))


def _is_another_protocol(case: Case, tls: TlsFacts | None) -> bool:
    """Whether a mail, file or shell server greeted, or bytes came that are no text."""
    if tls is None or not tls.first_bytes or _SETTINGS.match(tls.first_bytes):
        return False
    return case.failure is None or not case.failure.native.get("looks_like_http")


def _told(case: Case, tls: TlsFacts | None) -> tuple[Evidence, ...]:
    """Quote the error that an HTTP server makes of a handshake; some send it without a head."""
    first = tls.first_bytes if tls else b""
    match = _STATUS_LINE.match(first)
    if match is not None:
        line = match[0].decode("latin-1")
    elif _SETTINGS.match(first):
        line = "HTTP/2"
    elif first.startswith(b"<"):
        line = "HTML"
    else:
        return ()
    return (
        Evidence(
            "answers_http", {"line": line}, Strength.CONCLUSIVE, exchange=case.exchange.index,
            pointer="connection.tls.first_bytes",
        ),
    )  # fmt: skip


def _is_refused_alike(case: Case, plain: Exchange) -> bool:
    """Whether clear text got the very page of the handshake, as if both had been no request.

    nginx 1.22.1 does that on a TLS port behind a gateway that sends a PROXY protocol line first.
    """
    tls, response = case.exchange.connection.tls, plain.response
    if tls is None or response is None or ports.speaks_http(plain):
        return False
    body = tls.first_bytes.partition(b"\r\n\r\n")[2]
    # Only the beginning of the answer to a handshake is kept.
    return response.body.startswith(body) if body else not response.body


def _silence(case: Case) -> Evidence:
    values: dict[str, Value] = {"outcome": case.outcome}
    return Evidence("no_tls", values, exchange=case.exchange.index, pointer="failure")


def _answer(case: Case, plain: Exchange) -> Evidence:
    values: dict[str, Value] = {"port": case.request.url.port, "status": plain.status}
    return Evidence("plain_answers", values, Strength.CONCLUSIVE, exchange=plain.index)

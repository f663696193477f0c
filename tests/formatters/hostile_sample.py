"""The diagnosis of a server that means harm to whoever reads it."""

from dataclasses import replace

from tests.formatters.samples import exchange, expired_token
from wwwhy.model import (
    Box,
    BoxSign,
    Connection,
    Defect,
    Diagnosis,
    Evidence,
    Failure,
    NextExperiment,
    NotChecked,
    Outcome,
    ProxyFacts,
    Ranked,
    Repair,
    Target,
    Verdict,
)


def hostile() -> Diagnosis:
    """A server that writes escape sequences, bidi marks and endless values wherever it can."""
    evil = "\x1b]0;owned\x07\u202egnp.exe\x00\ud800" + "A" * 5000
    box = Box(evil[:60], "unknown", evil[:30], 0.5, (BoxSign(evil, 0, evil[:40]),))
    return replace(
        expired_token(),
        target=Target("GET", f"https://x.test/{evil[:50]}"),
        outcome=Outcome(False, 401, evil, Failure("http.response.truncated", evil)),
        answered_by=box,
        path=(box,),
        causes=(
            Ranked(
                "bearer-token-expired",
                Verdict.POSSIBLE,
                0.3,
                (
                    Evidence(
                        "server_says_expired",
                        {"error": evil, "description": "  "},
                        pointer=evil[:50],
                    ),
                ),
                Repair(evil[:20], f"curl {evil[:60]}\nhttps://x.test/", 0, verified=False),
                NextExperiment("unheard", {"size": float("nan"), "at": float("inf")}, evil[:80]),
            ),
        ),
        exchanges=(
            exchange(
                0,
                401,
                evil,
                fields=((evil[:20], evil),),
                body=evil.encode("utf-8", "surrogatepass") * 100,
                connection=Connection(proxy=ProxyFacts("http", evil[:20], 3128, 407, evil[:9])),
                total_ms=float("nan"),
            ),
        ),
        not_checked=(NotChecked(evil[:20], evil[:20], evil, evil[:90]),),
        defects=(Defect(evil[:20], {evil[:5]: evil}, 7, evil[:30]),),
        elapsed_s=float("inf"),
    )

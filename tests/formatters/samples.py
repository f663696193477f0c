"""Diagnoses as the rest of the program makes them; every secret is masked already."""

from dataclasses import replace

from wwwhy.model import (
    Box,
    BoxSign,
    Connection,
    Defect,
    Diagnosis,
    DnsFacts,
    Evidence,
    Exchange,
    Failure,
    Fields,
    LogLine,
    NextExperiment,
    NotChecked,
    Outcome,
    Polarity,
    Ranked,
    Repair,
    Request,
    Response,
    Role,
    Strength,
    Target,
    Timing,
    TlsFacts,
    Url,
    Verdict,
)

NOW = 1_790_000_000.0
"""2026-09-21 14:13:20 UTC."""
API = Url.parse("https://api.example.test/v1/me")


def exchange(
    index: int = 0,
    status: int | None = 200,
    reason: str = "",
    *,
    url: Url = API,
    request_fields: tuple[tuple[str, str], ...] = (),
    fields: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
    failure: Failure | None = None,
    connection: Connection | None = None,
    role: Role = Role.BASELINE,
    probe: str | None = None,
    total_ms: float = 35.0,
) -> Exchange:
    response = None
    if status is not None:
        response = Response(
            status, reason, fields=Fields.of(fields), body=body, body_length=len(body)
        )
    return Exchange(
        request=Request(url, fields=Fields.of(request_fields)),
        response=response,
        failure=failure,
        connection=connection or _tls_connection(),
        timing=Timing(started_at=NOW - 5, dns_ms=2.0, tcp_ms=4.0, wait_ms=20.5, total_ms=total_ms),
        role=role,
        probe=probe,
        index=index,
    )


def _tls_connection() -> Connection:
    return Connection(
        http_version="1.1",
        remote_address="192.0.2.7",
        remote_port=443,
        dns=DnsFacts("api.example.test", "system", ("192.0.2.7",)),
        tls=TlsFacts(
            version="TLSv1.3", sni="api.example.test", handshake_done=True, alpn="http/1.1"
        ),
    )


def expired_token() -> Diagnosis:
    challenge = 'Bearer realm="api", error="invalid_token", error_description="The token expired"'
    nginx = Box(
        "nginx",
        "reverse-proxy",
        "1.22.1",
        0.8,
        (BoxSign("Server: nginx/1.22.1", 0, "response.headers.server"),),
    )
    app = Box(
        "app",
        "application",
        None,
        0.95,
        (
            BoxSign(
                "the challenge is not one that nginx writes", 0, "response.headers.www-authenticate"
            ),
        ),
    )
    bearer = ("Authorization", "Bearer ***token-1***")
    return Diagnosis(
        target=Target("GET", str(API), "curl"),
        outcome=Outcome(False, 401, "Unauthorized"),
        answered_by=app,
        path=(nginx, app),
        causes=(
            Ranked(
                "bearer-token-expired",
                Verdict.PROVED,
                0.99,
                (
                    Evidence(
                        "clock_skew",
                        {"skew": 2.0},
                        Strength.WEAK,
                        Polarity.AGAINST,
                        0,
                        "response.headers.date",
                    ),
                    Evidence(
                        "clocks",
                        {"expires": NOW - 7500, "judged_at": NOW - 4},
                        Strength.STRONG,
                        exchange=0,
                        pointer="request.headers.authorization",
                    ),
                    Evidence(
                        "server_says_expired",
                        {"error": "invalid_token", "description": "The token expired"},
                        Strength.CONCLUSIVE,
                        exchange=0,
                        pointer="response.headers.www-authenticate",
                    ),
                ),
                Repair(
                    "fresh-token",
                    "curl -H 'Authorization: Bearer ***token-2***' -H 'Accept: application/json'"
                    " https://api.example.test/v1/me",
                    4,
                ),
            ),
            Ranked("bearer-wrong-audience", Verdict.RULED_OUT, 0.02),
            Ranked("clock-skew-client", Verdict.RULED_OUT, 0.02),
        ),
        defects=(Defect("429-without-retry-after", exchange=0, reference="RFC 6585, section 4"),),
        exchanges=(
            exchange(
                0,
                401,
                "Unauthorized",
                request_fields=(bearer,),
                fields=(
                    ("Server", "nginx/1.22.1"),
                    ("Date", "Mon, 21 Sep 2026 14:13:16 GMT"),
                    ("WWW-Authenticate", challenge),
                    ("Content-Type", "application/json"),
                ),
                body=b'{"error":"invalid_token"}',
            ),
            exchange(1, 401, role=Role.PROBE, probe="without-credentials", total_ms=12.0),
            exchange(4, 200, "OK", role=Role.REPAIR, probe="fresh-token", total_ms=1240.0),
        ),
        not_checked=(),
        requests_sent=5,
        elapsed_s=1.24,
        generated_at=NOW,
    )


def bad_gateway() -> Diagnosis:
    nginx = Box(
        "nginx",
        "reverse-proxy",
        "1.22.1",
        0.97,
        (
            BoxSign("Server: nginx/1.22.1", 0, "response.headers.server"),
            BoxSign("body: <hr><center>nginx/1.22.1</center>", 0, "response.body"),
        ),
    )
    line = LogLine(
        "error.log",
        1234,
        "nginx",
        "error",
        "2026/09/21 14:13:15 [error] 712#712: *9 connect() failed (111: Connection refused) while"
        ' connecting to upstream, client: 127.0.0.1, server: shop.example.test, request: "GET'
        ' /cart HTTP/1.1", upstream: "http://127.0.0.1:9000/cart", host: "shop.example.test"',
        message="connect() failed (111: Connection refused) while connecting to upstream",
        certainty="offset",
    )
    return Diagnosis(
        target=Target("GET", "https://shop.example.test/cart", "live"),
        outcome=Outcome(False, 502, "Bad Gateway"),
        answered_by=nginx,
        path=(nginx, Box("127.0.0.1:9000", "application")),
        causes=(
            Ranked(
                "upstream-refused",
                Verdict.PROVED,
                0.98,
                (
                    Evidence(
                        "log_refused",
                        {"message": line.message, "upstream": "http://127.0.0.1:9000/cart"},
                        Strength.CONCLUSIVE,
                        pointer="error.log:1234",
                    ),
                    Evidence(
                        "quick",
                        {"wait_ms": 3.2},
                        Strength.WEAK,
                        exchange=0,
                        pointer="timing_ms.wait",
                    ),
                ),
            ),
        ),
        defects=(),
        exchanges=(
            exchange(
                0,
                502,
                "Bad Gateway",
                url=Url.parse("https://shop.example.test/cart"),
                fields=(("Server", "nginx/1.22.1"), ("Content-Type", "text/html")),
                body=b"<html><hr><center>nginx/1.22.1</center></html>",
                total_ms=12.4,
            ),
        ),
        not_checked=(NotChecked("repeated", "deadline"),),
        log_lines=(line,),
        requests_sent=1,
        elapsed_s=0.31,
        generated_at=NOW,
    )


def unknown_name() -> Diagnosis:
    failure = Failure(
        "dns.name_not_resolved",
        "getaddrinfo for wwww.example.test: Name or service not known",
        {"eai": -2, "rcode": "NXDOMAIN"},
    )
    url = Url.parse("http://wwww.example.test/")
    return Diagnosis(
        target=Target("GET", str(url)),
        outcome=Outcome(False, None, "", failure),
        answered_by=Box("unknown", "resolver", None, 0.9, address="192.0.2.53"),
        path=(Box("unknown", "resolver", None, 0.9, address="192.0.2.53"),),
        causes=(
            Ranked(
                "dns-name-does-not-exist",
                Verdict.LIKELY,
                0.8,
                (
                    Evidence(
                        "nxdomain",
                        {
                            "resolver": "192.0.2.53",
                            "rcode": "NXDOMAIN",
                            "name": "wwww.example.test",
                        },
                        Strength.STRONG,
                        exchange=0,
                        pointer="connection.dns",
                    ),
                ),
                next_experiment=NextExperiment(
                    "second_resolver",
                    {"resolver": "198.51.100.1"},
                    "dig wwww.example.test @198.51.100.1",
                ),
            ),
        ),
        defects=(),
        exchanges=(
            exchange(
                0,
                None,
                url=url,
                failure=failure,
                connection=Connection(
                    dns=DnsFacts("wwww.example.test", "system", rcode="NXDOMAIN", failure=failure)
                ),
                total_ms=3.0,
            ),
        ),
        not_checked=(
            NotChecked("resolver-direct", "failed", "dns.timed_out", "dig wwww.example.test"),
        ),
        requests_sent=1,
        elapsed_s=0.02,
        generated_at=NOW,
    )


def broken_chain() -> Diagnosis:
    url = Url.parse("https://shop.example.test/")
    failure = Failure(
        "tls.cert.chain_incomplete",
        "unable to get local issuer certificate (20) at depth 0",
        {"x509": 20},
    )
    you = Box("the client", "client", None, 0.99)
    server = Box("unknown", "web-server")
    added = "http://ca.example.test/R10.crt"
    return Diagnosis(
        target=Target("GET", str(url)),
        outcome=Outcome(False, None, "", failure),
        answered_by=you,
        path=(you, server),
        causes=(
            Ranked(
                "tls-chain-incomplete",
                Verdict.PROVED,
                0.99,
                (
                    Evidence(
                        "chain_length",
                        {"sent": 1, "issuer": "CN=R10"},
                        exchange=0,
                        pointer="connection.tls.chain",
                    ),
                    Evidence("completed", {"url": added}, Strength.CONCLUSIVE, exchange=1),
                ),
            ),
        ),
        defects=(),
        exchanges=(
            exchange(0, None, url=url, failure=failure, total_ms=21.0),
            exchange(
                1, 200, "OK", url=url, role=Role.PROBE, probe="chain-completed", total_ms=44.0
            ),
        ),
        not_checked=(),
        requests_sent=2,
        elapsed_s=0.07,
        generated_at=NOW,
    )


def healthy() -> Diagnosis:
    fine = exchange(1, 200, "OK", fields=(("Server", "nginx"),), role=Role.FOLLOW_UP, body=b"hello")
    moved = exchange(0, 301, "Moved Permanently", fields=(("Location", str(API)),))
    return Diagnosis(
        target=Target("GET", "http://api.example.test/v1/me"),
        outcome=Outcome(True, 200, "OK"),
        answered_by=Box("nginx", "web-server", None, 0.9),
        path=(Box("nginx", "web-server", None, 0.9),),
        causes=(Ranked("clock-skew-client", Verdict.RULED_OUT, 0.02),),
        defects=(),
        exchanges=(moved, fine),
        not_checked=(),
        requests_sent=2,
        elapsed_s=0.112,
        generated_at=NOW,
    )


def unexplained() -> Diagnosis:
    nginx = Box(
        "nginx",
        "reverse-proxy",
        None,
        0.6,
        (BoxSign("Server: nginx", 0, "response.headers.server"),),
    )
    return Diagnosis(
        target=Target("POST", "https://shop.example.test/orders", "har"),
        outcome=Outcome(False, 500, ""),
        answered_by=nginx,
        path=(nginx,),
        causes=(Ranked("basic-wrong-password", Verdict.RULED_OUT, 0.02),),
        defects=(),
        exchanges=(exchange(0, 500, fields=(("Server", "nginx"),), body=b"<h1>oops</h1>"),),
        not_checked=(
            NotChecked(
                "repeated",
                "unsafe",
                command="wwwhy --replay-unsafe curl -d @order.json https://shop.example.test/orders",
            ),
            NotChecked("log", "unreadable", "error.log"),
        ),
        requests_sent=0,
        elapsed_s=0.004,
        generated_at=NOW,
    )


def many_causes() -> Diagnosis:
    base = expired_token()
    order = (Verdict.LIKELY, Verdict.POSSIBLE, Verdict.RULED_OUT)
    causes = tuple(
        Ranked(
            ("bearer-wrong-audience", "clock-skew-client", "basic-wrong-password")[i % 3]
            if i < 6
            else f"made-up-cause-{i}",
            order[i // 10],
            0.65 - i / 50,
            (
                Evidence(
                    "no_such_sentence",
                    {"number": i, "given": None, "names": ("a", "b")},
                    exchange=0,
                ),
            ),
        )
        for i in range(30)
    )
    return replace(
        base,
        answered_by=Box("unknown", "unknown"),
        path=(
            Box("squid", "forward-proxy", "5.7"),
            Box("Cloudflare", "cdn"),
            Box("HAProxy", "load-balancer", "2.6.12"),
            Box("nginx", "reverse-proxy", "1.22.1"),
        ),
        causes=causes,
        defects=(
            Defect("401-without-challenge", exchange=0, reference="RFC 9110, section 15.5.2"),
            Defect("message-grammar", {"anomaly": "bare_lf"}, 0, "RFC 9112"),
            Defect("never-heard-of", {"size": 4096}, 1),
        ),
        not_checked=tuple(NotChecked(f"probe-{i}", "budget") for i in range(3)),
        requests_sent=31,
        elapsed_s=21.0,
    )


SAMPLES = {
    "expired-token": expired_token,
    "bad-gateway": bad_gateway,
    "unknown-name": unknown_name,
    "broken-chain": broken_chain,
    "healthy": healthy,
    "unexplained": unexplained,
    "many-causes": many_causes,
}

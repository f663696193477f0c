"""No repr of the model shows a secret."""

from tests.model.masking.planted import KINDS
from wwwhy.model import (
    Anomaly,
    Connection,
    Fields,
    Interim,
    Login,
    Proxy,
    ProxyFacts,
    Request,
    Response,
    Tls,
    TlsFacts,
    Transport,
    Url,
)


def test_no_repr_shows_a_secret() -> None:
    secret = KINDS["opaque"]
    url = Url.parse(
        f"https://bob:{secret}@a.test/reset/{secret};s={secret}?token={secret}#t={secret}"
    )
    fields = Fields.of([("Authorization", f"Bearer {secret}"), ("X", secret)])
    proxy = Proxy("http", "p.test", 1, f"bob:{secret}")
    everything_in_it = (
        url,
        fields,
        proxy,
        Login("basic", secret, secret),
        Tls(key_password=secret),
        Request(url, fields=fields, body=secret.encode(), transport=Transport(proxy=proxy)),
        Response(
            200,
            fields=fields,
            body=secret.encode(),
            interim=(Interim(103, "", fields, 1.0),),
            trailers=fields,
            raw_head=secret.encode(),
            anomalies=(Anomaly("x", 0, secret),),
        ),
        Connection(
            proxy=ProxyFacts("http", "p", 1, fields=fields, body=secret.encode()),
            tls=TlsFacts(first_bytes=secret.encode()),
            first_bytes=secret.encode(),
        ),
    )
    for each in everything_in_it:
        assert secret not in repr(each)
        assert secret not in repr((each,))
        if not isinstance(each, Url):
            assert secret not in str(each)
            assert secret not in f"{each}"

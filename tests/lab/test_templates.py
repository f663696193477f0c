"""Places are filled; what only looks like one is left alone."""

import pytest

from lab.templates import fill, listened


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("listen {port};", "listen 1;"),
        ("proxy_pass http://127.0.0.1:{port:app};", "proxy_pass http://127.0.0.1:3;"),
        ("location / {return 200;}", "location / {return 200;}"),
        ("server {root {root};}", "server {root /www;}"),
        ("${port} %{port} {{port}}", "${port} %{port} {{port}}"),
        ("{unknown} {unknown:x} [0-9]{3}", "{unknown} {unknown:x} [0-9]{3}"),
        ("{root}{root}", "/www/www"),
    ],
)
def test_fill(text: str, filled: str) -> None:
    assert fill(text, {"port": 1, "root": "/www"}, len) == filled


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("server { listen 127.0.0.1:{port} ssl; }", ("",)),
        ("listen {port:a};\nlisten [::1]:{port:b};\nlisten {port:a};", ("a", "b")),
        ("proxy_pass http://127.0.0.1:{port:app};", ()),
        ("Listen 127.0.0.1:{port}\n", ("",)),
        (
            "    bind 127.0.0.1:{port:front} ssl crt x\n    server s 127.0.0.1:{port:app}",
            ("front",),
        ),
        ("http_port 127.0.0.1:{port} accel\nhttps_port 127.0.0.1:{port:tls}", ("", "tls")),
        ("# listen {port}", ()),
    ],
)
def test_listened(text: str, names: tuple[str, ...]) -> None:
    assert listened(text) == names

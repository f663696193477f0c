"""Servers that name a compression their content does not have, and honest ones beside them."""

import gzip
import zlib

from lab import Lab, Scene, Visit

PAGE = b"<!doctype html><title>Prices</title><p>many words, many of them twice</p>" * 20
FIXED = """
location / {{
    root {folder};
    default_type text/html;
    {line}
}}
"""
APACHE = """
DocumentRoot "{folder}"
<Directory "{folder}">
    Require all granted
</Directory>
Header set Content-Encoding gzip
"""
IN_FRONT = """
gzip on;
gzip_min_length 1;
gzip_proxied any;
gzip_types text/html text/csv;
location / { proxy_pass http://127.0.0.1:{app}; }
"""
COMPRESSING = """
import gzip
PAGE = b"id;name\\\\n" * 300
def app(environ, start_response):
    fields = [("Content-Type", "text/csv")]
    %s
    start_response("200 OK", fields)
    return [gzip.compress(PAGE)]
"""
SILENT = COMPRESSING % ""
HONEST = COMPRESSING % 'fields.append(("Content-Encoding", "gzip"))'


def _nginx(lab: Lab, line: str) -> Scene:
    file = lab.write("site/page.html", PAGE)
    server = lab.nginx(FIXED.format(folder=file.parent, line=line))
    return Scene(("curl", "--compressed", server.at("/page.html")))


def broken(lab: Lab) -> Scene:
    """Let nginx name gzip for a file that is not compressed."""
    return _nginx(lab, "add_header Content-Encoding gzip;")


def repaired(lab: Lab) -> Scene:
    """Let nginx compress it itself."""
    return _nginx(lab, "gzip on; gzip_min_length 1;")


def broken_apache(lab: Lab) -> Scene:
    """Let Apache take every page for a compressed one."""
    file = lab.write("pages/page.html", PAGE)
    server = lab.apache(APACHE.format(folder=file.parent), modules=("headers",))
    return Scene(("curl", "--compressed", server.at("/page.html")))


def broken_twice(lab: Lab) -> Scene:
    """Compress in an application that does not say so, and once more in nginx before it."""
    server = lab.nginx(IN_FRONT, app=lab.gunicorn(SILENT).port())
    return Scene(("curl", "--compressed", server.at("/prices.csv")))


def repaired_twice(lab: Lab) -> Scene:
    """Let the application say it; then nginx leaves it as it is."""
    server = lab.nginx(IN_FRONT, app=lab.gunicorn(HONEST).port())
    return Scene(("curl", "--compressed", server.at("/prices.csv")))


def broken_unannounced(lab: Lab) -> Scene:
    """Compress without a word, and ask for it without compression."""
    return Scene((lab.gunicorn(SILENT).at("/prices.csv"),))


def broken_checksum(lab: Lab) -> Scene:
    """Damage the compressed content on its way."""
    whole = bytearray(gzip.compress(PAGE))
    whole[-6] ^= 0xFF

    async def answer(visit: Visit) -> None:
        fields = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
        await visit.respond(bytes(whole), fields=fields)

    return Scene(("curl", "--compressed", lab.origin(answer).at("/")))


def broken_when_asked(lab: Lab) -> Scene:
    """Name the compression the client likes without compressing."""

    async def answer(visit: Visit) -> None:
        fields = {"Content-Type": "text/html"}
        if "gzip" in visit.request.get("accept-encoding"):
            fields["Content-Encoding"] = "gzip"
        await visit.respond(PAGE, fields=fields)

    return Scene(("curl", "--compressed", lab.origin(answer).at("/")))


def repaired_raw_deflate(lab: Lab) -> Scene:
    """Send `deflate` without the frame of zlib, as many servers do and all clients take."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    content = packer.compress(PAGE) + packer.flush()

    async def answer(visit: Visit) -> None:
        fields = {"Content-Type": "text/html", "Content-Encoding": "deflate"}
        await visit.respond(content, fields=fields)

    return Scene(("curl", "--compressed", lab.origin(answer).at("/")))


def repaired_archive(lab: Lab) -> Scene:
    """Send an archive, which is compressed by itself and not by a coding."""

    async def answer(visit: Visit) -> None:
        await visit.respond(gzip.compress(PAGE), fields={"Content-Type": "application/gzip"})

    return Scene(("curl", lab.origin(answer).at("/backup.gz")))

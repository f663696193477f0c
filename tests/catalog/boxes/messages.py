"""Raw messages of `recorded/` and `replayed/`, and what each must be taken for."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wwwhy.model import Exchange, Fields, Request, Response, Url

HERE = Path(__file__).parent
FOLDERS = ("recorded", "replayed")


@dataclass(frozen=True, slots=True)
class Sample:
    """One stored response and the boxes it came through."""

    folder: str
    name: str
    made_by: str
    version: str | None
    role: str
    path: tuple[str, ...]
    source: str

    @property
    def exchange(self) -> Exchange:
        """The response as an exchange; `-head` in the name means that HEAD was sent."""
        method = "HEAD" if self.name.endswith("-head") else "GET"
        raw = (HERE / self.folder / f"{self.name}.http").read_bytes()
        return exchange(raw, method)


def samples() -> Iterator[Sample]:
    """Yield every stored response."""
    for folder in FOLDERS:
        listed = tomllib.loads((HERE / folder / "expected.toml").read_text(encoding="utf-8"))
        for name, what in listed.items():
            yield Sample(
                folder, name, what["made_by"], what.get("version"), what["role"],
                tuple(what["path"]), what.get("source", "recorded"),
            )  # fmt: skip


def sample(name: str) -> Sample:
    """Return one stored response."""
    return next(each for each in samples() if each.name == name)


def exchange(raw: bytes, method: str = "GET", url: str = "http://shop.test/x") -> Exchange:
    """Read a raw HTTP/1 (or HTTP/2 shown as text) response, chunks taken apart."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    version, status, *reason = first.split(" ", 2)
    split = (line.partition(":") for line in lines)
    fields = Fields.of((name, value.strip()) for name, _, value in split)
    if "chunked" in fields.tokens("transfer-encoding"):
        body = _unchunked(body)
    length = fields.get("content-length")
    response = Response(
        status=int(status),
        reason=reason[0] if reason else "",
        version=version.removeprefix("HTTP/"),
        fields=fields,
        body=body,
        body_length=len(body),
        declared_length=int(length) if length else None,
        raw_head=head,
    )
    return Exchange(Request(Url.parse(url), method), response)


def _unchunked(body: bytes) -> bytes:
    content = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        if count == 0:
            break
        content, body = content + body[:count], body[count + 2 :]
    return content

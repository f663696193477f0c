"""Multipart forms as -F describes them (curl's src/tool_formparse.c and lib/mime.c, 8.14)."""

import binascii
from base64 import encodebytes
from dataclasses import dataclass, field
from pathlib import PurePath

from wwwhy.errors import UsageError
from wwwhy.sources.files import ReadFile
from wwwhy.sources.octets import octets

MAX_FILE = 64 * 1024 * 1024
MAX_PARTS = 1000
_TYPES = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}
"""What curl guesses from a file's name (lib/mime.c, Curl_mime_contenttype)."""


@dataclass(slots=True)
class Part:
    """One part of a form; several `parts` make it a multipart of its own."""

    name: str = ""
    content: bytes = b""
    path: str | None = None
    """The file it was read from; curl guesses the type from its name."""
    filename: str | None = None
    type: str | None = None
    encoder: str | None = None
    headers: list[str] = field(default_factory=list)
    parts: "list[Part] | None" = None


@dataclass(slots=True)
class Form:
    """All that -F and --form-string gave so far."""

    read_file: ReadFile
    parts: list[Part] = field(default_factory=list)
    _open: list[list[Part]] = field(default_factory=list)
    _count: int = 0

    def add(self, argument: str, *, literal: bool = False) -> None:
        """Take in one `name=content` argument.

        Raises:
            UsageError: it has not that form.
            InputError: a file that it names cannot be read.

        """
        name, equals, content = argument.partition("=")
        if not equals:
            raise UsageError("A form field must read name=content.")
        self._count += 1
        if self._count > MAX_PARTS:
            raise UsageError("The form has more than {limit} fields.", limit=MAX_PARTS)
        if literal:
            self._inner.append(Part(name, octets(content)))
        elif content.startswith("("):
            self._begin(name, content[1:])
        elif not name and content == ")":
            self._end()
        elif content.startswith("@"):
            self._inner.append(self._files(name, content[1:]))
        elif content.startswith("<"):
            word = _Words(content[1:], "")
            part = self._described(word, Part(name, path=word.take()))
            part.content = self.read_file(part.path or "", MAX_FILE)
            part.filename = None
            self._inner.append(part)
        else:
            word = _Words(content, "")
            self._inner.append(self._described(word, Part(name, octets(word.take()))))

    @property
    def _inner(self) -> list[Part]:
        return self._open[-1] if self._open else self.parts

    def _begin(self, name: str, content: str) -> None:
        word = _Words(content, "")
        word.take()
        part = self._described(word, Part(name, parts=[]))
        self._inner.append(part)
        assert part.parts is not None
        self._open.append(part.parts)

    def _end(self) -> None:
        if not self._open:
            raise UsageError("The form closes a multipart with '=)' that none opened with '=('.")
        self._open.pop()

    def _files(self, name: str, content: str) -> Part:
        word = _Words(content, ",")
        files = []
        while True:
            path = word.take()
            part = self._described(word, Part(path=path))
            part.content = self.read_file(path, MAX_FILE)
            part.filename = PurePath(path).name if part.filename is None else part.filename
            files.append(part)
            if not word.next_file():
                break
        if len(files) > 1:
            return Part(name, parts=files)
        files[0].name = name
        return files[0]

    def _described(self, word: "_Words", part: Part) -> Part:
        """Read `;type=...;filename=...;headers=...;encoder=...` behind a content."""
        while word.next_parameter():
            key, value = word.parameter()
            if key == "type":
                part.type = value
            elif key == "filename":
                part.filename = value
            elif key == "encoder":
                part.encoder = value.lower()
            elif key == "headers" and value[:1] in {"@", "<"}:
                lines = self.read_file(value[1:].strip(), 100_000).decode(
                    "utf-8", "surrogateescape"
                )
                part.headers += [line.rstrip() for line in lines.split("\n") if _is_field(line)]
            elif key == "headers":
                part.headers.append(value)
        return part


def _is_field(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


class _Words:
    """Splits a content at `;` and `end`; double quotes protect both (get_param_word)."""

    def __init__(self, text: str, end: str) -> None:
        self.text, self.end, self.at = text, end, 0

    def take(self) -> str:
        self._skip_blanks()
        quoted = self._quoted() if self.text.startswith('"', self.at) else None
        return self._plain().rstrip() if quoted is None else quoted

    def next_parameter(self) -> bool:
        return self._step(";")

    def next_file(self) -> bool:
        return bool(self.end) and self._step(self.end)

    def parameter(self) -> tuple[str, str]:
        self._skip_blanks()
        for key in ("type", "filename", "headers", "encoder"):
            if self.text[self.at :].lower().startswith(f"{key}="):
                self.at += len(key) + 1
                return key, self._type() if key == "type" else self.take()
        return "", self.take()

    def _type(self) -> str:
        """Read a media type; parameters of its own (;charset=) stay with it."""
        self._skip_blanks()
        found = self._plain()
        while self.text.startswith(";", self.at):
            rest = self.text[self.at + 1 :].lstrip().lower()
            if rest.startswith(("filename=", "headers=", "encoder=")):
                break
            self.at += 1
            found += ";" + self._plain()
        return found.strip()

    def _step(self, char: str) -> bool:
        found = self.text.startswith(char, self.at)
        self.at += found
        return found

    def _skip_blanks(self) -> None:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1

    def _plain(self) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in f";{self.end}":
            self.at += 1
        return self.text[start : self.at]

    def _quoted(self) -> str | None:
        at, found = self.at + 1, ""
        while at < len(self.text) and self.text[at] != '"':
            at += self.text[at] == "\\" and self.text[at + 1 : at + 2] in {"\\", '"'}
            found += self.text[at]
            at += 1
        if at >= len(self.text):
            return None  # no closing quote: curl takes it as plain text
        self.at = at
        self._plain()
        return found


def encode(
    form: Form, boundary: str, *, content_type: str | None, escape: bool
) -> tuple[str, bytes]:
    """Return the Content-Type value and the body.

    Arguments:
        form: what -F gave.
        boundary: separates the parts; changed until it occurs in none of them.
        content_type: the user's own media type, to which curl adds the boundary.
        escape: --form-escape: backslashes instead of percent-encoding in names.

    """
    media_type = "multipart/form-data" if content_type is None else content_type
    return _multipart(form.parts, media_type, boundary, escape=escape)


def _multipart(
    parts: list[Part], media_type: str, boundary: str, *, escape: bool
) -> tuple[str, bytes]:
    while any(boundary.encode() in part.content for part in parts):
        boundary = f"x{boundary}"
    lowered = media_type.partition(";")[0].strip().lower()
    disposition = "form-data" if lowered == "multipart/form-data" else "attachment"
    # Neither boundary may begin like the other, so an inner one differs in its first character.
    inner, line = f"x{boundary}", f"--{boundary}".encode()
    body = b"".join(
        line + b"\r\n" + _part(part, disposition, inner, escape=escape) + b"\r\n" for part in parts
    )
    return f"{media_type}; boundary={boundary}", body + line + b"--\r\n"


def _part(part: Part, disposition: str, boundary: str, *, escape: bool) -> bytes:
    kind, content = _type_of(part), part.content
    if part.parts is not None:
        kind, content = _multipart(
            part.parts, part.type or "multipart/mixed", boundary, escape=escape
        )
    lines = [
        _disposition(part, disposition, escape=escape),
        f"Content-Type: {kind}" if kind else "",
        f"Content-Transfer-Encoding: {part.encoder}" if part.encoder else "",
    ]
    own = {line.partition(":")[0].lower() for line in part.headers}
    lines = [line for line in lines if line and line.partition(":")[0].lower() not in own]
    head = "".join(f"{line}\r\n" for line in [*lines, *part.headers])
    return octets(head) + b"\r\n" + _encoded(content, part.encoder)


def _disposition(part: Part, kind: str, *, escape: bool) -> str:
    named = f'; name="{_escaped(part.name, escape=escape)}"' if part.name else ""
    if part.filename is not None:
        named += f'; filename="{_escaped(part.filename, escape=escape)}"'
    return f"Content-Disposition: {kind}{named}" if named or kind != "attachment" else ""


def _escaped(name: str, *, escape: bool) -> str:
    if escape:
        return name.replace("\\", "\\\\").replace('"', '\\"')
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _type_of(part: Part) -> str | None:
    if part.type is not None:
        return part.type
    guessed = _guess(part.filename) or _guess(part.path)
    if guessed is None and part.path is not None and part.filename is not None:
        return "application/octet-stream"
    return None if guessed == "text/plain" and part.filename is None else guessed


def _guess(path: str | None) -> str | None:
    endings = (kind for ending, kind in _TYPES.items() if (path or "").lower().endswith(ending))
    return next(endings, None)


def _encoded(content: bytes, encoder: str | None) -> bytes:
    if encoder == "base64":
        return encodebytes(content).replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    if encoder == "quoted-printable":
        return binascii.b2a_qp(content)
    return content

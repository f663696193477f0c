"""The field lines of a request in the order in which curl sends them (lib/http.c, 8.14)."""

from dataclasses import dataclass
from email.utils import formatdate

from wwwhy.errors import Sentence
from wwwhy.model import Field, Fields
from wwwhy.sources.curl.content import Content
from wwwhy.sources.curl.settings import Context, Settings
from wwwhy.sources.octets import field_text

MEBIBYTE = 1024 * 1024
"""curl asks with Expect before it sends a larger body (EXPECT_100_THRESHOLD)."""
CODINGS = "deflate, gzip"
"""What --compressed asks for: a curl built with zlib only, because that is what we can open."""


@dataclass(frozen=True, slots=True)
class Custom:
    """The user's own -H lines."""

    lines: tuple[Field, ...]
    named: frozenset[str]
    """Lower-case names that -H mentions, also to remove them: curl adds none of these itself."""

    def value(self, name: str) -> str | None:
        """Return the first value of a field."""
        return next((line.value for line in self.lines if line.name.lower() == name), None)


def custom(lines: list[str], context: Context) -> Custom:
    """Read -H arguments: `Name: value`, `Name:` (remove), `Name;` (send it empty)."""
    sent: list[Field] = []
    named: set[str] = set()
    for line in lines:
        name, colon, value = line.partition(":")
        blank = not colon
        if blank:
            name, semicolon, value = line.partition(";")
            if not semicolon or value.strip():
                context.warn(
                    Sentence("A -H without a colon was passed over; write it as 'Name: value'.")
                )
                continue
        named.add(name.strip().lower())
        if blank or value.strip():
            sent.append(Field(field_text(name), field_text(value.lstrip(" \t\r\n\v\f"))))
    if any("\r" in line.value or "\n" in line.value for line in sent):
        context.warn(
            Sentence("A -H value holds a line break; curl sends it, and the field ends there.")
        )
    return Custom(tuple(sent), frozenset(named))


def fields(settings: Settings, content: Content, own: Custom, identity: list[Field]) -> Fields:
    """Put all lines into curl's order.

    Arguments:
        settings: the options.
        content: what is sent.
        own: the user's -H lines.
        identity: Authorization and what belongs to it, and Cookie.

    """
    context = settings.context
    if "host" in own.named and own.value("host") is None:
        context.warn(Sentence("-H 'Host:' was passed over: a request always carries Host here."))
    agent = context.defaults.user_agent if settings.user_agent is None else settings.user_agent
    accept = "application/json" if settings.is_json else context.defaults.accept
    condition = settings.condition
    early = [
        *(line for line in identity if line.name != "Cookie"),
        Field("Range", f"bytes={settings.range}" if settings.range is not None else ""),
        Field("User-Agent", field_text(agent)),
        Field("Accept", "" if settings.is_json else accept),
        Field("Accept-Encoding", CODINGS if settings.compressed else ""),
        Field("Referer", field_text(settings.referer or "")),
        *(line for line in identity if line.name == "Cookie"),
        Field(condition[0], formatdate(condition[1], usegmt=True)) if condition else Field("", ""),
    ]
    late = [
        Field("Content-Type", "application/json" if settings.is_json else ""),
        Field("Accept", accept if settings.is_json else ""),
        Field("Content-Type", content.forced_type or content.default_type or ""),
    ]
    return Fields(
        (
            *_host(own),
            *_unless_named(early, own),
            *(line for line in own.lines if _is_sent(line, content)),
            *(late[2:] if content.forced_type else _unless_named(late, own)),
        )
    )


def _host(own: Custom) -> list[Field]:
    """Only the first Host is sent, and at the top."""
    return [line for line in own.lines if line.name.lower() == "host"][:1]


def _unless_named(lines: list[Field], own: Custom) -> list[Field]:
    return [line for line in lines if line.value and line.name.lower() not in own.named]


def _is_sent(line: Field, content: Content) -> bool:
    """Leave out what stands elsewhere: Host, a form's type, right framing, and Expect."""
    name = line.name.lower()
    if name == "content-type":
        return content.forced_type is None
    if name == "content-length":
        # Without a body nobody else says the length, and `-H 'Content-Length: 0'` is what a POST
        # that gets 411 lacks.
        return content.body is None or line.value.strip() != str(len(content.body))
    asks = name == "expect" and line.value.lower() == "100-continue"
    return name != "host" and not (asks and content.body is not None)


def expects_continue(content: Content, own: Custom, http_version: str) -> bool:
    """Whether curl waits for 100 (Continue) before it sends the body."""
    if content.body is None or http_version in {"1.0", "2-prior-knowledge", "3"}:
        return False
    if "expect" in own.named:
        return (own.value("expect") or "").lower() == "100-continue"
    return len(content.body) > MEBIBYTE

"""Reading what the grammar forbids: the defects, and the best effort that is still safe.

The policy in short. The first of two equal names wins; an unquoted value runs to the next comma;
an open quote runs to the end; text behind a closing quote is dropped up to the comma, unless an
element follows and only the comma is missing; `name=` with nothing is an empty value; a parameter
right after `Scheme,` belongs to it; a folded line is one blank, and so is a tab after the scheme;
an unreadable element is dropped and the others are kept; unreadable credentials are kept whole;
control characters inside quotes are kept. CR, LF and NUL refuse the whole field (response
splitting), and nothing is recovered where two readings would name different parties: a repeated
name in credentials, or a token68 mixed with parameters.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from wwwhy.auth.challenge import Challenge, Defect, Parsed
from wwwhy.auth.grammar import END, LIMIT, PARAM, TOKEN, TOKEN68, unquoted

MAX_DEFECTS = 100
"""Further defects of one field are not listed."""

_FORBIDDEN = re.compile(r"[\r\n\0]")
_PIECE = re.compile(r'"(?>(?:[^"\\]++|\\[\s\S])*)["\\]?|\r\n[ \t]++|[^"\r]++|\r')
_BLANKS = re.compile(r"[ \t]*+")
_GAP = re.compile(r"[ \t,]*+")
_TOKEN = re.compile(TOKEN)
_TOKEN68 = re.compile(rf"({TOKEN68})(?=[ \t]*+(?:,|\Z))")
_NAME = re.compile(rf"({TOKEN})[ \t]*+=[ \t]*+")
_QUOTED = re.compile(r'"((?>(?:[^"\\]++|\\[\s\S])*))"')
_TO_COMMA = re.compile(r"[^,]*+")
_TO_COMMA_OUTSIDE_QUOTES = re.compile(r'[^",]*+(?>(?:"(?>(?:[^"\\]++|\\[\s\S])*)"[^",]*+)*)')
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]")
_END = re.compile(END)
_MISSING_COMMA = re.compile(
    rf"[ \t]*+(?:;[ \t]*+(?=(?:{TOKEN}[ ]++)?{TOKEN}[ \t]*+=)|(?={TOKEN}[ \t]*+=))"
)
_LIST = re.compile(rf",|{TOKEN}[ \t]*+=(?!=)")
_TOKEN68_AND_PARAM = re.compile(rf"{TOKEN68}[ \t,]++{PARAM}{END}")


@dataclass(slots=True)
class Draft:
    """A challenge while it is read, with what only a close look needs."""

    scheme: str
    offset: int
    token68: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    quoted: set[str] = field(default_factory=set)
    """Names whose values stood in quotes."""
    is_open: bool = True
    """Whether the grammar lets a parameter follow."""
    is_certain: bool = True
    """False where only a readable parameter can show that it is a challenge at all."""
    is_void: bool = False
    """Whether it must not be used."""
    is_repeated: bool = False
    """Whether a parameter came twice."""


def challenges(text: str) -> Parsed:
    """Read a joined WWW-Authenticate or Proxy-Authenticate."""
    found, defects = drafts(text)
    return Parsed(
        tuple(Challenge(each.scheme, each.token68, each.params) for each in found), defects
    )


def drafts(text: str) -> tuple[list[Draft], tuple[Defect, ...]]:
    """Read a joined WWW-Authenticate or Proxy-Authenticate, keeping offsets and quoting."""
    reader = _Reader(text)
    if not reader.is_refused:
        reader.read_challenges()
    usable = [
        each for each in reader.drafts if not each.is_void and (each.is_certain or each.params)
    ]
    return usable, reader.defects


def credentials(lines: Sequence[str]) -> Parsed:
    """Read the lines of Authorization or Proxy-Authorization, of which there should be one."""
    reader = _Reader(lines[0])
    draft = None if reader.is_refused else reader.read_credentials()
    found: tuple[Challenge, ...] = ()
    if draft and not draft.is_void:
        found = (Challenge(draft.scheme, draft.token68, draft.params),)
    if len(lines) == 1:
        return Parsed(found, reader.defects)
    agreed = len({line.strip(" \t") for line in lines}) == 1
    several = Defect("several-credentials", len(lines[0]) + 2)
    return Parsed(found if agreed else (), (*reader.defects, several))


def auth_info(text: str) -> Parsed:
    """Read a joined Authentication-Info or Proxy-Authentication-Info."""
    reader = _Reader(text)
    if reader.is_refused:
        return Parsed((), reader.defects)
    draft = Draft("", 0)
    reader.read_params(draft)
    return Parsed((Challenge("", None, draft.params),), reader.defects)


class _Reader:
    """One pass over one field; every step moves forward, so the whole is linear."""

    def __init__(self, text: str) -> None:
        self.drafts: list[Draft] = []
        self._found: list[Defect] = []
        self._folds: list[int] = []
        self._shifts: list[int] = []
        self._pos = 0
        self._quotes_close = True
        self._text = "" if len(text) > LIMIT else self._unfolded(text).rstrip(" \t")
        if len(text) > LIMIT:
            self._note("too-long", LIMIT)
        forbidden = _FORBIDDEN.search(self._text)
        if forbidden:
            self._note("forbidden-character", forbidden.start())
        self.is_refused = len(text) > LIMIT or forbidden is not None

    @property
    def defects(self) -> tuple[Defect, ...]:
        """What was found, by offset."""
        return tuple(sorted(self._found, key=lambda defect: defect.offset))

    def read_challenges(self) -> None:
        while self._to_element():
            name = _NAME.match(self._text, self._pos)
            scheme = None if name else _TOKEN.match(self._text, self._pos)
            if name:
                self._read_param(name, self._holder(name.start()))
            elif scheme:
                self._read_challenge(scheme)
            else:
                self._drop_element()

    def read_params(self, draft: Draft) -> None:
        while self._to_element():
            name = _NAME.match(self._text, self._pos)
            if name:
                self._read_param(name, draft)
            else:
                self._drop_element()

    def read_credentials(self) -> Draft | None:
        start = _past(_BLANKS, self._text, 0)
        scheme = _TOKEN.match(self._text, start)
        if scheme is None:
            self._note("empty" if start == len(self._text) else "unreadable-element", start)
            return None
        draft = Draft(scheme[0].lower(), start)
        after = self._after_scheme(scheme.end())
        rest = self._text[after:]
        is_glued = bool(rest) and after == scheme.end()
        if not rest or (_TOKEN68.fullmatch(rest) and not is_glued):
            draft.token68 = rest or None
            return draft
        if _LIST.match(rest) and not is_glued:
            self._pos, before = after, len(self._found)
            self.read_params(draft)
            # Two values of one name may name two parties, and nothing says which one counts.
            draft.is_void = draft.is_repeated
            if draft.params or len(self._found) == before:
                return draft
            del self._found[before:]
        if _TOKEN68_AND_PARAM.match(rest) and not is_glued:
            self._note("token68-with-parameters", after)
            return None
        self._note("opaque-credentials", after)
        draft.token68 = rest
        return draft

    def _read_challenge(self, scheme: re.Match[str]) -> None:
        draft = Draft(scheme[0].lower(), scheme.start())
        after = _past(_BLANKS, self._text, scheme.end())
        if self._text[after : after + 1] in {"", ","}:
            # `Scheme , name=x` is one challenge, but `Scheme, name=x` is not.
            draft.is_open = self._text[scheme.end() : scheme.end() + 1] == " "
            self.drafts.append(draft)
            self._pos = after
        elif after > scheme.end():
            self.drafts.append(draft)
            self._read_first(draft, self._after_scheme(scheme.end()))
        else:
            self._drop_element()

    def _read_first(self, draft: Draft, start: int) -> None:
        """Read what stands right behind a scheme: a token68, a parameter, or neither."""
        self._pos = start
        token68 = _TOKEN68.match(self._text, start)
        name = None if token68 else _NAME.match(self._text, start)
        if token68:
            draft.token68, draft.is_open = token68[1], False
            self._pos = token68.end()
        elif name:
            self._read_param(name, draft)
        else:
            draft.is_certain = False
            self._drop_element()

    def _holder(self, offset: int) -> Draft:
        """Return the challenge that a parameter in list position belongs to."""
        if not self.drafts:
            self.drafts.append(Draft("", offset, is_open=False, is_void=True))
        draft = self.drafts[-1]
        if draft.token68 is not None:
            name = _NAME.fullmatch(draft.token68)
            if name:
                draft.params[name[1].lower()] = ""
                draft.token68 = None
                self._note("empty-value", draft.offset)
            elif not draft.is_void:
                draft.is_void = True
                self._note("token68-with-parameters", offset)
        elif not draft.is_open:
            self._note("parameter-without-challenge", offset)
        draft.is_open = True
        return draft

    def _read_param(self, name: re.Match[str], draft: Draft) -> None:
        key = name[1].lower()
        is_quoted = self._text[name.end() : name.end() + 1] == '"'
        value = (self._read_quoted if is_quoted else self._read_unquoted)(name.end())
        if key in draft.params:
            self._note("duplicate-parameter", name.start())
            draft.is_repeated = True
            return
        draft.params[key] = value
        if is_quoted:
            draft.quoted.add(key)

    def _read_unquoted(self, start: int) -> str:
        self._pos = _past(_TO_COMMA, self._text, start)
        value = self._text[start : self._pos].rstrip(" \t")
        if _TOKEN.fullmatch(value) is None:
            self._note("unquoted-value" if value else "empty-value", start)
        return value

    def _read_quoted(self, start: int) -> str:
        match = _QUOTED.match(self._text, start)
        raw = match[1] if match else self._text[start + 1 :]
        control = _CONTROL.search(raw)
        if control:
            self._note("control-character", start + 1 + control.start())
        if match is None:
            self._note("unterminated-quote", start)
            self._pos = len(self._text)
        else:
            self._pos = match.end()
            if _END.match(self._text, self._pos) is None:
                self._pass_text_after_quote()
        return unquoted(raw)

    def _pass_text_after_quote(self) -> None:
        missing = _MISSING_COMMA.match(self._text, self._pos)
        if missing is None:
            self._note("text-after-quote", self._pos)
            self._pos = _past(_TO_COMMA, self._text, self._pos)
            return
        self._note("semicolon-separator" if ";" in missing[0] else "missing-comma", self._pos)
        self._pos = missing.end()

    def _drop_element(self) -> None:
        """Pass the element; a comma inside quotes does not end it, unless a quote stays open."""
        self._note("unreadable-element", self._pos)
        if self._quotes_close:
            end = _past(_TO_COMMA_OUTSIDE_QUOTES, self._text, self._pos)
            if self._text[end : end + 1] in {"", ","}:
                self._pos = end
                return
            self._quotes_close = False
        self._pos = _past(_TO_COMMA, self._text, self._pos)

    def _to_element(self) -> bool:
        self._pos = _past(_GAP, self._text, self._pos)
        return self._pos < len(self._text)

    def _after_scheme(self, end: int) -> int:
        """Return where the blanks behind a scheme end; only SP may stand before what follows."""
        after = _past(_BLANKS, self._text, end)
        tab = self._text.find("\t", end, after)
        empty_element = self._text[end : end + 1] == " " and self._text[after : after + 1] == ","
        if tab >= 0 and not empty_element:
            self._note("tab-after-scheme", tab)
        return after

    def _unfolded(self, text: str) -> str:
        """Put one blank for every folded line outside quotes, and remember where."""
        if "\r\n" not in text:
            return text
        pieces: list[str] = []
        length = shift = 0
        for piece in _PIECE.findall(text):
            kept = piece
            if piece.startswith("\r\n"):
                self._note("folded-line", length)
                kept = " "
                shift += len(piece) - 1
                self._folds.append(length)
                self._shifts.append(shift)
            pieces.append(kept)
            length += len(kept)
        return "".join(pieces)

    def _note(self, name: str, offset: int) -> None:
        if len(self._found) < MAX_DEFECTS:
            folds = bisect_left(self._folds, offset)
            self._found.append(Defect(name, offset + (self._shifts[folds - 1] if folds else 0)))


def _past(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return where a run that may be empty ends."""
    match = pattern.match(text, start)
    return match.end() if match else start

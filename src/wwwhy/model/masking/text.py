"""Secrets in text of any kind: URLs, pages, JSON, forms, logs, commands.

What is unmistakable first, then URLs, then names and what belongs to them. Secrets that are known
from elsewhere are not looked for here: `Pseudonyms.hidden` does that, once for all texts.
"""

import json
import re
from collections.abc import Container
from itertools import islice
from urllib.parse import quote, unquote, unquote_plus

from wwwhy.model.masking import logins, paths, patterns, tongues, values
from wwwhy.model.masking.pseudonyms import Pseudonyms
from wwwhy.model.masking.secrecy import (
    NO_SECRET,
    Suspicion,
    is_opaque_word,
    is_secret,
    is_secret_parameter,
    kind_of,
    looks_secret,
    suspicion,
)

MAX_NESTING = 4
"""How deep a text inside a parameter of a URL inside a text is followed."""
MAX_LEAVES = 2000
"""Members of one JSON container under a secret name that are looked at."""
_SCHEME_WORDS = frozenset({"bearer", "basic", "token", "dpop", "apikey", "jwt", "digest"})
_PLAIN_KEYS = frozenset({"", "value", "raw", "data", "content", "text", "plain", "current"})
_LEAST_DIGITS = 6
_LEAST_REMEMBERED = 4096
_MOST_REMEMBERED = 16
_LEAST_WORDS = 2
_SHORT_URL = 24
_LEAST_SHOWN = 3


class TextMask:
    """Hides what it finds in texts, under the names of one report."""

    def __init__(self, names: Pseudonyms) -> None:
        self._names = names
        self._seen: dict[tuple[str, bool, int], str] = {}

    def text(self, text: str, *, strict: bool = False, depth: int = 0) -> str:
        """Return any text with its secrets replaced.

        Arguments:
            text: a page, a log line, a command, JSON in any state.
            strict: hide also what reads like a message about a secret; for what we send.
            depth: how many texts it is nested in.

        """
        if len(text) < _LEAST_REMEMBERED:
            return self._masked(text, strict, depth)
        # What is long takes time, and the same page or head answers every probe.
        key = (text, strict, depth)
        if key not in self._seen:
            if len(self._seen) >= _MOST_REMEMBERED:
                del self._seen[next(iter(self._seen))]
            self._seen[key] = self._masked(text, strict, depth)
        return self._seen[key]

    def _masked(self, text: str, strict: bool, depth: int) -> str:
        if ":/" in text or ":\\" in text:
            # Before the shapes: a label in the middle would cut a URL in two.
            text = patterns.URL.sub(lambda m: self._found_url(m[0], depth), text)
        text = self._shapes(text)
        if "/" in text and paths.MAY_TELL.search(text):
            text = paths.IN_TEXT.sub(lambda m: paths.told(m[0], self._token), text)
        if patterns.MARK.search(text) is None:
            return text
        lower = text.lower()
        if any(word in lower for word in patterns.WORDS) or tongues.may_name(lower):
            text = self._structures(text, lower, strict=strict)
        return text

    def url(self, text: str, *, depth: int = 0) -> str:
        """Return a URL, absolute or not, with user info and secret parts replaced."""
        text = self._shapes(text)
        before, hash_sign, fragment = text.partition("#")
        main, question, query = before.partition("?")
        main = patterns.USERINFO.sub(self._userinfo, main, count=1)
        if "@" in main and main.count("//") > 1:
            main = patterns.INNER_USERINFO.sub(self._userinfo, main)
        once = paths.announces(main)
        main = self._path(main)
        query = self.query(query, depth=depth, once=once)
        fragment = self._fragment(fragment, depth)
        return f"{main}{question}{query}{hash_sign}{fragment}"

    def query(self, query: str, *, depth: int = 0, once: bool = False) -> str:
        """Return a query, form or fragment with its secret values replaced.

        Arguments:
            query: its pairs, percent-encoded.
            depth: how many texts it is nested in.
            once: whether it belongs to a link that works once, whatever its parameters are called.

        """
        pairs = self.cards(query).split("&")
        return "&".join(self._parameter(pair, depth, once=once) for pair in pairs)

    def json(self, text: str, *, strict: bool = False) -> str:
        """Return JSON, whole or cut off, with secret members replaced and its form kept."""
        text = patterns.MEMBER.sub(self._member, text)
        if strict:
            text = self._logins(text)
        if "\\u" in text or tongues.may_name(text.lower()):
            text = patterns.SPACED.sub(lambda m: self._named(m, strict=strict), text)
        return self.text(text, strict=strict)

    def form(self, text: str) -> str:
        """Return a form that was sent; a value that can only be its password is replaced too."""
        pairs = [each.partition("=") for each in text.split("&")]
        plain = [(unquote_plus(name), unquote_plus(raw)) for name, _, raw in pairs]
        hidden = logins.unnamed_passwords(plain)
        return "&".join(
            f"{pair[0]}={self._names.label(value, 'password')}"
            if name in hidden
            else self._parameter("".join(pair), 0)
            for pair, (name, value) in zip(pairs, plain, strict=True)
        )

    def cards(self, text: str) -> str:
        """Return a text with the numbers of cards in it replaced (ISO/IEC 7812)."""
        return patterns.CARD.sub(self._card, text)

    def multipart(self, text: str) -> str:
        """Return a multipart form with the values of its secret parts replaced."""
        parts = [(match["name"], match["value"]) for match in patterns.PART.finditer(text)]
        hidden = logins.unnamed_passwords(parts)
        text = patterns.PART.sub(lambda match: self._part(match, hidden), text)
        return self.text(text, strict=True)

    def challenge(self, text: str) -> str:
        """Return a challenge with the blob of Negotiate or NTLM replaced; the rest is public."""
        return patterns.SCHEME.sub(self._scheme, text)

    def confirmation(self, text: str) -> str:
        """Return Authentication-Info with what the next request proves itself by replaced."""
        return patterns.NEXT.sub(
            lambda m: f"{m['before']}{self._names.label(m['value'], 'key')}", self.challenge(text)
        )

    def secret(self, name: str, value: str) -> str:
        """Return a value whose name says that it is a secret, whatever it looks like."""
        first, blank, _ = value.strip().partition(" ")
        if blank and first.lower() in _SCHEME_WORDS:
            return values.credentials(value, self._names)
        return values.token(value, self._names, kind_of(name))

    def _shapes(self, text: str) -> str:
        if "-----BEGIN" in text:
            text = patterns.PRIVATE_KEY.sub(self._shape, text)
        return patterns.LONG_RUN.sub(lambda run: patterns.SHAPES.sub(self._shape, run[0]), text)

    def _structures(self, text: str, lower: str, *, strict: bool) -> str:
        """Mask what stands behind a name; each pattern only where its mark is."""
        if "authorization" in lower or "cookie" in lower:
            text = self._lines(text)
        if "value" in lower or "content" in lower:
            text = patterns.TAG.sub(lambda m: self._tag(m[0], strict=strict), text)
            for pattern in (patterns.NAMED, patterns.NAMED_AFTER):
                text = pattern.sub(lambda m: self._named(m, strict=strict), text)
        if "</" in text:
            text = patterns.ELEMENT.sub(lambda m: self._named(m, strict=strict), text)
        if ":" in text or "=" in text:
            text = self._pairs(text, strict=strict)
        if any(word in lower for word in patterns.SCHEME_WORDS):
            text = patterns.SCHEME.sub(self._scheme, text)
        return text

    def _found_url(self, url: str, depth: int) -> str:
        """Mask a URL in a text; most have nothing in them that could be secret."""
        plain = len(url) < _SHORT_URL and not any(mark in url for mark in "?#@;")
        return url if plain else self.url(url, depth=depth + 1)

    def _card(self, match: re.Match[str]) -> str:
        digits = [int(char) for char in match[0] if char.isdigit()]
        doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
        if (sum(digits[-1::-2]) + sum(doubled)) % 10:
            return match[0]
        label = self._names.label(match[0], "card")
        start, end = match.span()
        before = match.string[max(0, start - 3) : start].rstrip()[-1:]
        after = match.string[end : end + 1]
        # `"card": 4111…` must stay JSON.
        return f'"{label}"' if before in {":", "["} and after in {",", "}", "]", "\n"} else label

    def _shape(self, match: re.Match[str]) -> str:
        return values.token(match[0], self._names, match.lastgroup or "key")

    def _scheme(self, match: re.Match[str]) -> str:
        value = match["value"]
        opaque = is_opaque_word(value.rstrip("="))
        if match["before"].lower().startswith("basic"):
            shown = values.basic(value, self._names, only_pairs=not opaque)
        else:
            shown = values.token(value, self._names) if opaque else value
        return f"{match['before']}{shown}"

    def _userinfo(self, match: re.Match[str]) -> str:
        userinfo = unquote(match["userinfo"])
        username, colon, password = userinfo.partition(":")
        if not colon and not is_opaque_word(username):
            return match[0]
        label = self._names.label(userinfo, "password")
        self._names.also(password, label)
        if is_opaque_word(username):
            self._names.also(username, label)
        return f"{match['before']}{label}@"

    def _path(self, main: str) -> str:
        if ";" in main:
            main = patterns.MATRIX.sub(lambda m: self._named(m, strict=True), main)
        return paths.masked(main, self._token)

    def _fragment(self, fragment: str, depth: int) -> str:
        """Mask what scripts read as a path, as parameters, or as a key by itself."""
        if fragment.startswith(("/", "!/")) and depth < MAX_NESTING:
            return self.url(fragment, depth=depth + 1)
        return self.query(fragment, depth=depth) if fragment else fragment

    def _token(self, secret: str) -> str:
        return self._names.label(secret, "token")

    def _parameter(self, pair: str, depth: int, *, once: bool = False) -> str:
        name, equals, raw = pair.partition("=")
        if not equals:
            return self._names.label(unquote(pair), "key") if looks_secret(pair) else pair
        value = unquote_plus(raw)
        if not value or NO_SECRET.fullmatch(value):
            return pair
        if is_secret_parameter(unquote_plus(name), value) or (once and paths.may_open(value)):
            return f"{name}={self._names.label(value, kind_of(unquote_plus(name)))}"
        if depth >= MAX_NESTING or len(value) < _LEAST_DIGITS:
            return pair
        shown = self.text(value, strict=True, depth=depth + 1)
        return pair if shown == value else f"{name}={quote(shown, safe='<>:/?=@,;')}"

    def _named(self, match: re.Match[str], *, strict: bool) -> str:
        shown = self._value(match["name"], match["value"], strict=strict)
        start, end = match.span("value")
        return match[0][: start - match.start()] + shown + match[0][end - match.start() :]

    def _tag(self, tag: str, *, strict: bool) -> str:
        """Mask the values without quotes in one tag, by the name that it gives them."""
        found = list(patterns.ATTRIBUTE.finditer(tag))
        said = {match["name"].lower(): match["quoted"] or match["bare"] or "" for match in found}
        name = next((said[each] for each in ("name", "property", "id") if said.get(each)), "")
        shown, done = [], 0
        for match in found:
            if name and match["bare"] and match["name"].lower() in {"value", "content"}:
                hidden = self._value(name, match["bare"], strict=strict)
                shown += [tag[done : match.start("bare")], hidden]
                done = match.end("bare")
        return "".join([*shown, tag[done:]])

    def _member(self, match: re.Match[str]) -> str:
        if not is_secret(match["name"] or "", match["value"]):
            return match[0]
        start = match.start("value") - match.start()
        label = self._names.label(match["value"], kind_of(match["name"] or "key"))
        return f'{match[0][:start]}{label}"'

    def _part(self, match: re.Match[str], hidden: Container[str]) -> str:
        name, value = match["name"], match["value"]
        if name in hidden:
            value = values.token(value, self._names, "password")
        elif is_secret(name, value):
            value = values.token(value, self._names, kind_of(name))
        return f"{match['before']}{value}"

    def _logins(self, text: str) -> str:
        """Mask what can only be the password in an object of JSON, where it is whole."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return text
        for pairs in logins.objects(data):
            hidden = logins.unnamed_passwords(pairs)
            for value in {value for name, value in pairs if name in hidden}:
                label = self._names.label(value, "password")
                for written in {json.dumps(value), json.dumps(value, ensure_ascii=False)}:
                    text = text.replace(written, f'"{label}"')
                number = re.compile(rf"(?<=[:\s]){re.escape(value)}(?=\s*[,}}])")
                text = number.sub(f'"{label}"', text)
        return text

    def _lines(self, text: str) -> str:
        """Mask Authorization and Cookie lines that stand in a text."""
        shown, done = [], 0
        for match in patterns.LINE.finditer(text):
            start = match.end()
            if start < done:
                continue
            mark = match["quote"] or match["before"]
            ends = (text.find(each, start) for each in (mark, "\n", "\r") if each)
            end = min((each for each in ends if each >= 0), default=len(text))
            is_cookie = "cookie" in match["name"].lower()
            hide = values.loose_cookies if is_cookie else values.loose_credentials
            shown += [text[done:start], hide(text[start:end], self._names)]
            done = end
        return "".join([*shown, text[done:]])

    def _pairs(self, text: str, *, strict: bool) -> str:
        """Mask what follows a telling name, in whatever notation."""
        shown, done = [], 0
        for match in patterns.NAME.finditer(text):
            judged = suspicion(match["name"])
            start = match.end()
            in_url = match.start() and text[match.start() - 1] in "?&"
            telling = judged is Suspicion.CERTAIN or judged is Suspicion.HINT
            if start < done or not (telling or in_url):
                continue
            if text[start : start + 1] in {"{", "["} and judged is Suspicion.CERTAIN:
                end, hidden = self._container(text, start, match["name"], strict=strict)
            else:
                end, hidden = self._stated(text, match, strict=strict)
            shown += [text[done:start], hidden]
            done = end
        return "".join([*shown, text[done:]])

    def _stated(self, text: str, pair: re.Match[str], *, strict: bool) -> tuple[int, str]:
        """Mask one value behind its name; return where it ends and how it is shown."""
        start = pair.end()
        first = text[start : start + 1]
        pattern = {'"': patterns.QUOTED, "'": patterns.SINGLE, "\\": patterns.ESCAPED}.get(
            first, patterns.BARE
        )
        match = pattern.match(text, start)
        name = pair["name"]
        if match is None or name.lower().endswith("authorization"):
            return start, ""
        value = match["value"]
        if pattern is patterns.BARE and ":" in pair["between"] and not strict:
            ends_line = text[match.end() : match.end() + 1] in {"", "\r", "\n", "\\", "}"}
            if not ends_line and not is_opaque_word(value):
                # "Credentials: curl sends them first": prose, and the next word with it.
                return start, ""
        is_call = pattern is patterns.BARE and text[match.end() : match.end() + 1] == "("
        if is_call or (not strict and value.lower().rstrip(".:") in patterns.PROSE):
            return start, ""
        in_url = pair.start() > 0 and text[pair.start() - 1] in "?&"
        hidden = self._value(name, value, strict=strict, in_url=in_url)
        if hidden == value:
            return start, ""
        # `"pin": 123456` must stay JSON.
        quote = pair["between"][: pair["between"].find('"') + 1] if pattern is patterns.BARE else ""
        return match.end(), f"{match['open'] or quote}{hidden}{quote}"

    def _container(self, text: str, start: int, name: str, *, strict: bool) -> tuple[int, str]:
        """Mask the leaves of `"tokens": {…}` or `"keys": […]`; return where it ends."""
        shown, done, end, depth, key = [], start, start, 0, ""
        for match in islice(patterns.LEAF.finditer(text, start), MAX_LEAVES):
            end = match.end()
            if match["bracket"]:
                depth += 1 if match["bracket"] in "{[" else -1
                if depth <= 0:
                    break
            elif match["colon"]:
                key = match["text"]
            else:
                group = "number" if match["text"] is None else "text"
                hidden = self._leaf(name, key, match[group], strict=strict)
                mark = '"' if group == "number" and hidden != match[group] else ""
                shown += [text[done : match.start(group)], f"{mark}{hidden}{mark}"]
                done = match.end(group)
        return end, "".join([*shown, text[done:end]])

    def _leaf(self, name: str, key: str, value: str, *, strict: bool) -> str:
        judged = Suspicion.CERTAIN if key in _PLAIN_KEYS else suspicion(key)
        if judged is Suspicion.CERTAIN or is_opaque_word(value):
            telling = name if key in _PLAIN_KEYS or judged is Suspicion.NONE else key
            return self._value(telling, value, strict=strict)
        return value

    def _value(self, name: str, value: str, *, strict: bool, in_url: bool = False) -> str:
        """Return a named value, masked if it is a secret."""
        judged = suspicion(name)
        if NO_SECRET.fullmatch(value) or not value.strip():
            return value
        if len(value) < _LEAST_SHOWN and not strict:
            return value
        if value.isdigit() and len(value) < _LEAST_DIGITS and kind_of(name) != "password":
            return value
        if judged is Suspicion.CERTAIN:
            return value if not strict and _is_message(value) else self.secret(name, _plain(value))
        hinted = judged is Suspicion.HINT and is_opaque_word(value)
        if hinted or (in_url and is_secret_parameter(name, unquote_plus(value))):
            return self.secret(name, _plain(value))
        return value


def _is_message(value: str) -> bool:
    """Whether it is a sentence about a secret and not one."""
    if value.count(" ") < _LEAST_WORDS:
        return False
    return value.rstrip()[-1:] in {".", "!", "?"} or patterns.TELLING.search(value) is not None


def _plain(value: str) -> str:
    """Undo the escapes of JSON, so that a secret has one name wherever it stands."""
    if "\\" not in value:
        return value
    try:
        plain = json.loads(f'"{value}"', strict=False)
    except ValueError:
        return value
    return plain if isinstance(plain, str) else value

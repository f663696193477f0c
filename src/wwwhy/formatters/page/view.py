"""What every section of the page looks at: the diagnosis, the words and the pen."""

from collections.abc import Iterable
from dataclasses import dataclass

from wwwhy.errors import said_in
from wwwhy.formatters.page.pen import Pen, together
from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.claims import CauseWords, cause_words
from wwwhy.formatters.wording.outside import outside
from wwwhy.model import Diagnosis, Evidence, Exchange, Role


@dataclass(frozen=True, slots=True)
class View:
    """One diagnosis as one reader will see it."""

    diagnosis: Diagnosis
    words: Phrases
    pen: Pen
    audience: str | None = None
    """Whose fix is shown; None shows the beginning of everyone's."""

    def cause(self, slug: str) -> CauseWords:
        """Return the words of one cause."""
        return cause_words(self.diagnosis, slug, self.words)

    def heading(self, key: str) -> str:
        """Return a section's heading."""
        return self.pen.style("bold", self.words("heading", key))

    def command(self, command: str, indent: str = "    ") -> list[str]:
        """Write a command on lines of its own, unwrapped."""
        said = said_in(command, self.words.language)
        kept = (outside(line, len(line)) for line in said.splitlines())
        return [self.pen.style("cyan", f"{indent}{line}") for line in kept]

    def bullets(self, items: Iterable[str]) -> list[str]:
        """Write a list, an item a line or more."""
        return [line for item in items for line in self.pen.fold(item, first="  - ")]

    @property
    def own(self) -> Exchange | None:
        """The last exchange of the user's own request."""
        own = [e for e in self.diagnosis.exchanges if e.role in {Role.BASELINE, Role.FOLLOW_UP}]
        return own[-1] if own else None

    def exchange(self, index: int | None) -> Exchange | None:
        """Return an exchange of the report by its index."""
        return next((e for e in self.diagnosis.exchanges if e.index == index), None)

    def where(self, exchange: int | None, pointer: str) -> str:
        """Say where a fact stands: `#0 response WWW-Authenticate` or `error.log:12`."""
        parts = [] if exchange is None else [self.words("evidence", "exchange", index=exchange)]
        if pointer:
            parts.append(outside(self._spoken(self.exchange(exchange), pointer)))
        return " ".join(parts)

    def with_place(self, text: str, exchange: int | None, pointer: str, *notes: str) -> str:
        """Return a text followed by where it stands, in brackets."""
        inside = ", ".join(part for part in (self.where(exchange, pointer), *notes) if part)
        return f"{text} {together(f'[{inside}]')}" if inside else text

    def evidence(self, slug: str, evidence: Evidence) -> str:
        """Return the sentence of one evidence."""
        return self.cause(slug).claim(evidence.name, evidence.values)

    def _spoken(self, exchange: Exchange | None, pointer: str) -> str:
        """Say in words where a pointer leads; a field's name is written as the message wrote it."""
        message, _, rest = pointer.partition(".")
        kind, _, name = rest.partition(".")
        if message not in {"request", "response"} or kind not in {"headers", "fields"} or not name:
            return self.words.named("place", pointer)
        holder = None
        if exchange is not None:
            holder = exchange.response if message == "response" else exchange.request
        written = (line.name for line in holder.fields) if holder else ()
        name = next((w for w in written if w.lower() == name.lower()), name)
        return self.words("place", f"field_of_{message}", name=name)

"""Who said no: the boxes on the way, with the one that answered marked."""

from wwwhy.errors import said_in
from wwwhy.formatters.page.pen import together
from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.outside import outside
from wwwhy.model import Box

MAX_SIGNS = 3
MAX_NAME = 80
_HIGH, _MIDDLE = 0.9, 0.5


def journey(view: View) -> list[str]:
    """Draw the chain and say who answered, and by which signs that is known."""
    diagnosis, words = view.diagnosis, view.words
    if diagnosis.outcome.healthy:
        return []
    answered = diagnosis.outcome.status is not None
    lines = [view.heading("who" if answered else "where"), *_chain(view), ""]
    box = diagnosis.answered_by
    sentence = _sentence(view, box, answered=answered)
    # The sign names its field or the body itself; the number of the exchange is enough.
    signs = [
        view.with_place(
            outside(said_in(words.named("failure", s.text), words.language)), s.exchange, ""
        )
        for s in box.signs[:MAX_SIGNS]
    ]
    if signs:
        sentence += " " + words("chain", "signs")
    return [*lines, *view.pen.fold(sentence), *view.bullets(signs)]


def _sentence(view: View, box: Box, *, answered: bool) -> str:
    words = view.words
    if box.role == "client":
        return words("chain", "by_client", sure=_sure(view, box))
    if box.name == "unknown" and box.role == "unknown":
        return words("chain", "unknown" if answered else "unknown_silent")
    key = "answered" if answered else "stopped"
    return words("chain", key, box=_name(view, box), sure=_sure(view, box))


def _chain(view: View) -> list[str]:
    """Draw `you ──> nginx 1.22.1 (reverse proxy) ──> ✗ app`, or its ASCII form."""
    path, last = view.diagnosis.path, view.diagnosis.answered_by
    here = next((i for i, box in enumerate(path) if _same(box, last)), None)
    if here is None:
        path, here = (*path, last), len(path)
    links = [_link(view, box, refused=i == here) for i, box in enumerate(path)]
    if path[0].role != "client":
        links.insert(0, view.words("chain", "you"))
    arrow = f" {view.pen.glyph('arrow')} "
    chain = view.pen.fold(arrow.join(together(link) for link in links), rest="      ")
    marked = together(_link(view, path[here], refused=True)).replace("\N{NO-BREAK SPACE}", " ")
    return [line.replace(marked, view.pen.style("red", marked), 1) for line in chain]


def _link(view: View, box: Box, *, refused: bool) -> str:
    name, role = _name(view, box), view.words.named("role", box.role)
    if box.role == "client":
        label = view.words("chain", "you")
    elif box.role == "unknown" or role in name:
        # "the network (network)" would say it twice.
        label = name
    else:
        label = f"{name} ({role})"
    if not refused:
        return label
    return f"✗ {label}" if view.pen.surface.unicode else f"[{label}]*"


def _name(view: View, box: Box) -> str:
    """Name a box; one whose product is not known goes by its role and address."""
    anonymous = box.name == "unknown" and box.role != "unknown"
    name = view.words.named("role", box.role) if anonymous else view.words.named("box", box.name)
    detail = box.address if anonymous else box.version
    return outside(f"{name} {detail}" if detail else name, MAX_NAME)


def _sure(view: View, box: Box) -> str:
    level = "high" if box.confidence >= _HIGH else "middle" if box.confidence >= _MIDDLE else "low"
    return view.words("sure", level)


def _same(one: Box, other: Box) -> bool:
    return (one.name, one.role) == (other.name, other.role)

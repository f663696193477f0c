"""Who said no: the boxes on the way, with the one that answered marked."""

from wwwhy.formatters.page.pen import together
from wwwhy.formatters.page.view import View
from wwwhy.formatters.wording.outside import outside
from wwwhy.formatters.wording.summary import sign_sentence
from wwwhy.model import Box, Role

MAX_SIGNS = 3
MAX_NAME = 80
_HIGH, _MIDDLE = 0.9, 0.5
_SPOKEN = "connection.first_bytes"
"""Where a sign stands that an answer came from the other end, if not the one that was expected."""


def journey(view: View) -> list[str]:
    """Draw the chain and say who answered, and by which signs that is known."""
    diagnosis, words = view.diagnosis, view.words
    if diagnosis.outcome.healthy:
        return []
    answered = diagnosis.outcome.status is not None
    lines = [view.heading("who" if answered else "where"), *_chain(view), ""]
    box = diagnosis.answered_by
    # The sign names its field or the body itself; the number of the exchange is enough. That the
    # request failed as it did is the headline, and what this side refused is the evidence.
    signs = [
        view.with_place(outside(sign_sentence(sign, words)), sign.exchange, "")
        for sign in box.signs[:MAX_SIGNS]
        if sign.pointer != "failure" and not (box.role == "client" and diagnosis.best)
    ]
    sentence = _sentence(view, box, answered=answered, seen=bool(signs))
    return [*lines, *view.pen.fold(sentence), *view.bullets(signs)]


def _sentence(view: View, box: Box, *, answered: bool, seen: bool) -> str:
    """Say who answered, or that nobody knows, and what the signs that follow are."""
    words = view.words
    known = {"sure": words("sure", _level(box)), "dash": view.pen.glyph("dash")}
    if _is_nobody(box) and box.address and any(each.pointer == _SPOKEN for each in box.signs):
        said = words("chain", "spoke", box=_name(view, box))
    elif _is_nobody(box):
        key = "unknown" if answered else "unknown_silent"
        return words("chain", f"{key}_seen" if seen else key)
    elif box.role == "client":
        said = words("chain", "by_client")
    else:
        key = "answered" if answered else "stopped"
        said = words("chain", key, box=_name(view, box), **known)
    return f"{said} {words('chain', 'signs')}" if seen else said


def _chain(view: View) -> list[str]:
    """Draw `you ──> nginx 1.22.1 (reverse proxy) ──> ✗ app`, or its ASCII form."""
    path, last = view.diagnosis.path, view.diagnosis.answered_by
    # Of two alike, the one further on made the answer: the other only handed it on.
    alike = [i for i, box in enumerate(path) if _same(box, last)]
    if not alike:
        path, alike = (*path, last), [len(path)]
    here = alike[-1]
    links = [_link(view, box) for box in path]
    if _is_nobody(last) and not last.address and here and path[here - 1].role != "client":
        # Nobody was seen there: the box before it may as well have answered.
        links[here - 1 : here + 1] = [view.words("chain", "or_behind", box=links[here - 1])]
        here -= 1
    marked = links[here] = _mark(view, links[here])
    if path[0].role != "client":
        links.insert(0, view.words("chain", "you"))
    elif len(path) == 1:
        # Refused at our own end: the other end is where it would have gone.
        own = [e for e in view.diagnosis.exchanges if e.role in {Role.BASELINE, Role.FOLLOW_UP}]
        links += [outside(exchange.request.url.host, MAX_NAME) for exchange in own[-1:]]
    arrow = f" {view.pen.glyph('arrow')} "
    chain = view.pen.fold(arrow.join(together(link) for link in links), rest="      ")
    return [line.replace(marked, view.pen.style("red", marked), 1) for line in chain]


def _mark(view: View, label: str) -> str:
    return f"✗ {label}" if view.pen.surface.unicode else f"[{label}]*"


def _link(view: View, box: Box) -> str:
    if box.role == "client":
        return view.words("chain", "you")
    name, role = _name(view, box), view.words.named("role", box.role)
    # "the network (network)" would say it twice.
    return name if box.role == "unknown" or role in name else f"{name} ({role})"


def _is_nobody(box: Box) -> bool:
    return box.name == box.role == "unknown"


def _name(view: View, box: Box) -> str:
    """Name a box; one whose product is not known goes by its role and address."""
    if box.name != "unknown":
        name, detail = view.words.named("box", box.name), box.version
    elif box.role != "unknown":
        name, detail = view.words.named("role", box.role), box.address
    else:
        name, detail = box.address or view.words("box", "unknown"), None
    return outside(f"{name} {detail}" if detail else name, MAX_NAME)


def _level(box: Box) -> str:
    return "high" if box.confidence >= _HIGH else "middle" if box.confidence >= _MIDDLE else "low"


def _same(one: Box, other: Box) -> bool:
    return (one.name, one.role) == (other.name, other.role)

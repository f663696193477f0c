"""Pages of servers that have not been given a site yet (`stock_pages.toml`)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wwwhy.model import Response

_MAX_PAGE = 20 * 1024
_MAX_SHORT = 500
_KINDS = frozenset({"text/html", "text/plain", ""})
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,200})</title>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class StockPage:
    """One product's page."""

    product: str
    title: re.Pattern[str] | None = None
    """What the whole title must look like."""
    text: str | None = None
    """The whole text, markup aside."""


def stock_page(response: Response) -> str | None:
    """Return the product whose page this is; None if it is nobody's."""
    if response.body_length > _MAX_PAGE or response.content_type not in _KINDS:
        return None
    page = response.text
    match = _TITLE.search(page)
    title = " ".join(match[1].split()) if match else ""
    text = " ".join(_TAG.sub(" ", page).split()) if len(page) <= _MAX_SHORT else ""
    for each in _pages():
        if title and each.title is not None and each.title.fullmatch(title):
            return each.product
        if text and each.text == text:
            return each.product
    return None


@cache
def _pages() -> tuple[StockPage, ...]:
    source = files("wwwhy.causes.vhosts").joinpath("stock_pages.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["page"]
    return tuple(
        StockPage(
            each["product"],
            re.compile(each["title"], re.IGNORECASE) if "title" in each else None,
            each.get("text"),
        )
        for each in entries
    )

"""The search index: a script that holds every page's words, so that it also works from a disk."""

import json
from collections.abc import Iterable

from tools.docs.edition import Edition
from tools.docs.page import Page

_MAX_NAMES = 40


def script(edition: Edition, pages: Iterable[Page]) -> str:
    """Return the script for one language.

    A page opened from a disk may load a script but not fetch JSON, and the policy of the pages
    allows scripts of the site only: so the data is one.
    """
    rows = [
        {
            "id": page.path,
            "t": page.title,
            "k": page.kind or edition.words("section", page.section),
            "n": " \n".join(dict.fromkeys(page.names[:_MAX_NAMES])),
            "x": page.summary,
            "w": round(page.weight, 2),
        }
        for page in pages
        if page.is_found
    ]
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 are line ends in old scripts, and `</` must not end anything.
    for sign, escaped in (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("</", "<\\/")):
        data = data.replace(sign, escaped)
    return f'"use strict";\nself.wwwhyPages = {data};\n'

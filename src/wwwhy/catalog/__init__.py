"""Facts of the world as data files: status codes by owner, error names, fields, products.

`status(401)` returns a row, `find("nginx 499")` whatever somebody may mean by his words.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wwwhy.catalog.decisions import is_retryable, retry_after, status
from wwwhy.catalog.entry import Entry, EntryError, Owner, Said
from wwwhy.catalog.lookup import Found, find

if TYPE_CHECKING:
    from wwwhy.catalog.signatures import Signature

__all__ = [
    "Entry",
    "EntryError",
    "Found",
    "Owner",
    "Said",
    "default_page_signatures",
    "find",
    "is_retryable",
    "retry_after",
    "status",
]


def default_page_signatures() -> "Mapping[str, Signature]":
    """Return how products' own answers look, by the product's name.

    Raises:
        SignatureError: a signature file of ours breaks the form.

    """
    from wwwhy.catalog.signatures import all_signatures  # noqa: PLC0415 (reads 90 files)

    return all_signatures()

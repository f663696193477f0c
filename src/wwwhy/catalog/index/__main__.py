"""Writes the index: `python -m wwwhy.catalog.index`."""

from pathlib import Path

from wwwhy.catalog.index import FILE
from wwwhy.catalog.index.building import written

Path(__file__).with_name(FILE).write_text(written(), encoding="utf-8")

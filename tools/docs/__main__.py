"""Make the reference: `python -m tools.docs [FOLDER]`, by default into site/."""

import argparse
import sys
import time
from pathlib import Path

from tools.docs import book, links, site


def main() -> int:
    """Build the site, check every link in it, and say what came of it."""
    parser = argparse.ArgumentParser(prog="just docs", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=book.ROOT / "site")
    folder: Path = parser.parse_args().folder
    started = time.monotonic()
    try:
        built = site.build(book.read(), folder)
    except site.SiteError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    faults = list(links.faults(folder))
    for each in built.left_out:
        sys.stderr.write(f"left out: {each}\n")
    for fault in (*faults, *(f"{path}: in one language only" for path in built.untranslated)):
        sys.stderr.write(f"{fault}\n")
    elapsed = time.monotonic() - started
    print(f"{built.pages} pages in {elapsed:.1f} s; {len(faults)} broken links.")
    print(f"Open {folder / 'index.html'}")
    return 1 if faults or built.untranslated else 0


if __name__ == "__main__":
    sys.exit(main())

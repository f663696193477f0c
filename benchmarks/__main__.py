"""Finds the benchmarks, runs those that were asked for, and says whether the bounds held."""

import argparse
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

import benchmarks
from benchmarks.measure import Bound, Effort

FULL, QUICK = 1.0, 0.2


def names() -> tuple[str, ...]:
    """Return the names of all benchmarks."""
    found = (m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg)
    return tuple(sorted(name.replace("_", "-") for name in found if name != "__main__"))


def run(name: str, effort: Effort) -> bool:
    """Run one benchmark, print what it measured, and return whether its bounds held."""
    module = import_module(f"benchmarks.{name.replace('-', '_')}")
    print(f"\n{name}: {module.TITLE}", flush=True)
    held = True
    for line in module.run(effort):
        print(f"  {line}", flush=True)
        held = held and not (isinstance(line, Bound) and not line.held)
    return held


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmarks; return the exit status, 1 if a bound was broken."""
    known = names()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=benchmarks.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="a fifth of the rounds")
    wish = parser.parse_args(argv)
    strange = sorted({*wish.names} - {*known})
    if strange:
        parser.error(f"there is no benchmark {strange[0]!r}; there are {', '.join(known)}")
    effort = Effort(QUICK if wish.quick else FULL)
    broken = [name for name in wish.names or known if not run(name, effort)]
    print(f"\nbroken: {', '.join(broken)}" if broken else "\nall bounds held")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())

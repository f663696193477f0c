"""`python -m lab`: every scene through the real command line, with a table and a score."""

import argparse
import contextlib
import shlex
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from statistics import mean

from lab.errors import LabError, NotInstalledError
from lab.laboratory import Lab
from lab.score import Result, score
from lab.software import none_may_be_missing
from lab.trial import judge
from lab.variants import Variant, all_variants

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def run_variant(variant: Variant) -> Result:
    """Start the servers of a scene, have it diagnosed, and stop them again.

    Raises:
        NotInstalledError: a program is missing that the scene needs.

    """
    try:
        with Lab() as lab:
            scene = variant.scene(lab)
            return score(variant, scene, judge(lab, scene))
    except NotInstalledError:
        raise
    except Exception as error:  # noqa: BLE001 (a scene is foreign code; its mistake is its result)
        text = f"the scene itself failed: {type(error).__name__}: {error}"
        return Result(variant, (text,), precision=0.0 if variant.is_broken else None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 0 if everything is as promised, 1 if not, 2 for misuse."""
    options = _options().parse_args(arguments)
    try:
        variants = all_variants(*options.only)
    except LabError as error:
        print(error, file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(variant.id for variant in variants))
        return 0
    if options.hold:
        return hold(variants)
    results: list[Result] = []
    try:
        for result in _results(variants, options.jobs):
            print(row(result), flush=True)
            results.append(result)
    except KeyboardInterrupt:
        print("Interrupted; this is what was done.", file=sys.stderr)
        print(summary(results))
        return INTERRUPTED
    print(summary(results))
    return 0 if all_is_well(results) else 1


def hold(variants: Sequence[Variant]) -> int:
    """Keep the servers of one scene running, for a look by hand, until Ctrl-C."""
    if len(variants) != 1:
        print("Name one scene with --only SLUG:VARIANT to hold it.", file=sys.stderr)
        return 2
    with Lab() as lab:
        scene = variants[0].scene(lab)
        settings = [f"{name}={value}" for name, value in scene.env.items()]
        verb = () if scene.is_curl else ("diagnose",)
        print(f"Servers and their files: {lab.folder}")
        print(shlex.join([*settings, "wwwhy", *verb, *scene.arguments]), flush=True)
        # A shell without job control starts what it puts in the background deaf to Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def all_is_well(results: Iterable[Result]) -> bool:
    """Whether every scene kept its promise, and none was skipped where none may be."""
    return not any(each.complaints or (each.skipped and none_may_be_missing()) for each in results)


def row(result: Result) -> str:
    """Return a line of the table, and a line for each complaint."""
    mark = "skip" if result.skipped else "FAIL" if result.complaints else "ok"
    head = f"{mark:<5}{result.seconds:6.2f} s  {result.verdict:<9} {result.variant.id}"
    notes = (*result.complaints, *((result.skipped,) if result.skipped else ()))
    return "\n".join([head, *(f"{'':16}{note}" for note in notes)])


def summary(results: Sequence[Result]) -> str:
    """Return the totals."""
    done = [each for each in results if not each.skipped]
    broken = [each for each in done if each.variant.is_broken]
    alike = [each for each in done if each.variant.is_lookalike]
    sound = [each for each in done if not (each.variant.is_broken or each.variant.is_lookalike)]
    precisions = [each.precision for each in broken if each.precision is not None]
    wrong = sum(len(each.wrongly_proved) for each in done)
    precision = mean(precisions) if precisions else 0
    return "\n".join(
        [
            "",
            f"broken    {_good(broken)} of {len(broken)} diagnosed as promised",
            f"healthy   {_good(sound)} of {len(sound)} repaired or healthy from the start",
            f"lookalike {_good(alike)} of {len(alike)} not mistaken for the cause",
            f"precision {precision:.3f} (true causes among those listed)",
            f"wrong     {wrong} wrongly proved",
            f"skipped   {len(results) - len(done)}",
            f"seconds   {sum(each.seconds for each in done):.1f} in diagnoses",
        ]
    )


def _good(results: Sequence[Result]) -> int:
    return sum(not each.complaints for each in results)


def _results(variants: Sequence[Variant], jobs: int) -> Iterator[Result]:
    """Yield results as they come; an interrupt lets scenes that run end, and starts no other."""
    pool = ThreadPoolExecutor(jobs)
    try:
        waiting: list[Future[Result]] = [pool.submit(_attempt, each) for each in variants]
        for future in as_completed(waiting):
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _attempt(variant: Variant) -> Result:
    try:
        return run_variant(variant)
    except NotInstalledError as missing:
        return Result(variant, skipped=str(missing))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lab",
        description="Show every cause on real servers and check what wwwhy says about it.",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="SLUG",
        help="a cause, `healthy`, or SLUG:VARIANT; patterns such as tls-* work; may be repeated",
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="scenes at once (2)")
    parser.add_argument("--hold", action="store_true", help="start one scene and wait for Ctrl-C")
    parser.add_argument("--list", action="store_true", help="only name the scenes")
    return parser

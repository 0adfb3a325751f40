"""`make bench`: every case in a process of its own; one table at the end."""

import json
import math
import resource
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rules.ranking import RESAMPLES
from sync.demo import found_demo
from sync.folder import Folder
from tests.benchmarks import documents, matching
from tests.benchmarks.bootstrap import (
    ASPECTS,
    ballots,
    long_loop,
    matrix_product,
    seconds,
    wide_loop,
)
from tests.benchmarks.google import lines, simulate
from tests.benchmarks.reading import ours, plain, silent

SIZES = (29, 300, 2000)
MATCHED = (30, 300, 2000)
CHANGES = {30: 30, 300: 3}
"""Of districts of this size so many organisations change a line, one after the other."""
COLD = 2000
"""ОО of the simulated cold pass over Google."""

RUNS = 3
CASES = {"ours": ours, "plain": plain}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = {size: _measure(Path(scratch) / str(size), size) for size in SIZES}
    console = Console(width=120)
    table = Table(title="Read, check and compute, nothing remembered (median of the runs)")
    for title in ("ОО", "ours, s", "peak MB", "loop over pandas, s", "peak MB", "times faster",
                  "not reading files"):  # fmt: skip
        table.add_column(title, justify="right")
    for size, cases in measured.items():
        mine, other = cases["ours"], cases["plain"]
        table.add_row(
            str(size), f"{mine['all']:.2f}", f"{mine['peak']:.0f}", f"{other['all']:.2f}",
            f"{other['peak']:.0f}", f"{other['all'] / mine['all']:.1f}",
            f"{mine['the rest'] / mine['all']:.0%}",
        )  # fmt: skip
    console.print(table)
    console.print(_bootstrap())
    console.print(_matching())
    console.print(_churn())
    with tempfile.TemporaryDirectory() as scratch:
        made = simulate(Path(scratch), COLD)
    console.print(
        f"Cold pass over Google of {COLD} ОО on a simulated clock:", *lines(made), sep="\n"
    )
    console.print(_documents())
    for one, two in pairwise(SIZES):
        growth = math.log(measured[two]["ours"]["all"] / measured[one]["ours"]["all"])
        console.print(f"{one} → {two}: time grows as size^{growth / math.log(two / one):.2f}")


def _bootstrap() -> Table:
    """Measure the range of places beside two loops over pandas."""
    table = Table(title=f"Range of places by {RESAMPLES} resamples, {ASPECTS} aspects")
    for title in ("ОО", "ours, ms", "loop over a long frame, s", "times faster",
                  "loop over a matrix, s", "times faster"):  # fmt: skip
        table.add_column(title, justify="right")
    for size in SIZES:
        ranks = ballots(size)
        mine = seconds(matrix_product, ranks, 5)
        cells = [str(size), f"{mine * 1000:.1f}"]
        for way in (long_loop, wide_loop):
            other = seconds(way, ranks, 1)
            cells += [f"{other:.2f}", f"{other / mine:.0f}"]
        table.add_row(*cells)
    return table


def _matching() -> Table:
    """Measure the matching of districts, each in a process of its own, beside greedy choices."""
    table = Table(title="Matching: who learns from whom, and when")
    for title in ("ОО", "ε", "s", "peak MB", "gap", "demand met", "events", "over pair-greedy",
                  "over event-greedy", "dates, s", "dated", "evenly"):  # fmt: skip
        table.add_column(title, justify="right")
    for size in MATCHED:
        for epsilon in matching.EPSILONS:
            made = _process("matching", str(size), str(epsilon))
            table.add_row(
                str(size), f"{epsilon:g}", f"{made['all']:.2f}", f"{made['peak']:.0f}",
                f"{made['gap']:.4%}", f"{made['share']:.1%}", f"{made['events']:.0f}",
                f"{made['over pairs']:.1%}", f"{made['over events']:.1%}", f"{made['dating']:.2f}",
                f"{made['dated']:.0%}", "yes" if made["evenly"] else "?",
            )  # fmt: skip
    return table


def _churn() -> Table:
    """Measure how many of the other pairs stay when one ОО changes one line of its order."""
    table = Table(title="Other pairs that stay when one ОО changes one line of its order")
    for title in ("ОО", "without δ", "with δ = 0.005"):
        table.add_column(title, justify="right")
    for size, changes in CHANGES.items():
        shares = [matching.churn(size, changes, delta) for delta in (0.0, 0.005)]
        table.add_row(str(size), *(f"{share:.1%}" for share in shares))
    return table


def _documents() -> Table:
    """Measure documents beside plain docxtpl, and how much memory a thousand of them take."""
    table = Table(title="One document, its template compiled before (median of the runs)")
    for title in ("document", "ours, ms", "a second", "docxtpl, ms", "a second", "times faster"):
        table.add_column(title, justify="right")
    for name, mine, other in documents.speeds():
        table.add_row(
            name, f"{mine * 1000:.1f}", f"{1 / mine:.0f}", f"{other * 1000:.1f}",
            f"{1 / other:.0f}", f"{other / mine:.1f}",
        )  # fmt: skip
    table.caption = (
        f"{documents.MANY} agreements more take {documents.growth_of_memory():.1f} MB more"
    )
    return table


def _measure(folder: Path, size: int) -> dict[str, dict[str, float]]:
    folder.mkdir()
    found_demo(Folder(folder, folder / "copies"), size, silent)
    found = {}
    for case in CASES:
        runs = RUNS if case == "ours" or size <= 300 else 1
        results = sorted((_run(case, folder) for _ in range(runs)), key=lambda made: made["all"])
        found[case] = results[len(results) // 2]
        Console(stderr=True).print(f"{size} {case}: {found[case]['all']:.2f} s")
    return found


def _run(case: str, folder: Path) -> dict[str, float]:
    return _process(case, str(folder))


def _process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def run_case(case: str, what: str, epsilon: str = "") -> None:
    """Run one case and print its figures for the process that asked."""
    before = _peak()
    if case == "matching":
        seconds = matching.solved(int(what), float(epsilon))
    else:
        _, seconds = CASES[case](Path(what))
    print(json.dumps(seconds | {"peak": _peak(), "before": before}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run_case(*sys.argv[1:])
    else:
        main()

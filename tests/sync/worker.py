"""The worker as tests see it: its district, its process, its clock."""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine

from sync.cli import main
from sync.state import State
from sync.status import read_passes, read_worker

PATIENCE = 60
"""Seconds after which a test gives up on a process."""


def vz(*args: object) -> int:
    """Run a command in this process and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    code: int = ended.value.code
    return code


def configured(folder: Path, *lines: str) -> Path:
    """Give the district a configuration without a fixed day."""
    (folder / "vzaimo.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def remembered(folder: Path) -> tuple[Any, ...]:
    """Give what the state knows, its times apart."""
    state = State(folder / ".vzaimo")
    try:
        return state.decisions(), state.findings().to_dict("records"), state.facts()
    finally:
        state.close()


def logged(folder: Path) -> list[dict[str, Any]]:
    """Give the events of the log."""
    path = folder / ".vzaimo" / "vzaimo.log"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    return [json.loads(line) for line in lines]


def events(folder: Path, *names: str) -> list[str]:
    """Give the names of those events of the log that are among `names`."""
    return [event["event"] for event in logged(folder) if event["event"] in names]


PAUSE = """
import importlib, itertools, pathlib, sys, time
module, name, number, signs = sys.argv[1:5]
owner = importlib.import_module(module)
real, calls = getattr(owner, name), itertools.count(1)
def slowed(*args, **more):
    if next(calls) == int(number):
        pathlib.Path(signs, "paused").touch()
        while not pathlib.Path(signs, "go on").exists():
            time.sleep(0.01)
    return real(*args, **more)
setattr(owner, name, slowed)
from sync.cli import main
main(sys.argv[5:])
"""
"""Runs the program, but lets it wait at one call of one of its functions."""


@contextmanager
def watching(
    folder: Path, *options: str, pause: tuple[str, str, int] | None = None, signs: Path = Path()
) -> Iterator[subprocess.Popen[str]]:
    """Run `vzaimo watch` as a process of its own; it does not outlive the test.

    With `pause` (module, function, number of the call) it waits there: the folder `signs` then
    holds a file «paused», and it goes on when it holds «go on».
    """
    how = ["-m", "sync"] if pause is None else ["-c", PAUSE, *map(str, pause), str(signs)]
    process = subprocess.Popen(
        [sys.executable, *how, "watch", str(folder), *options],
        cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(what: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until `what` holds, while the process lives."""
    patience = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < patience
        time.sleep(0.005)


def rests(folder: Path, pid: int) -> bool:
    """Tell whether the worker `pid` has made its first pass and waits for the next."""
    passes, worker = read_passes(folder / ".vzaimo"), read_worker(folder / ".vzaimo")
    if passes.last is None or passes.under_way is not None or worker is None:
        return False
    return worker.pid == pid and worker.next > passes.last.ended


class SimulatedTime:
    """A clock that runs only while the worker sleeps, and what happens at its moments."""

    def __init__(self, clock: time_machine.Traveller, happenings: dict[dt.datetime, Any]) -> None:
        self._clock = clock
        self._happenings = dict(sorted(happenings.items()))

    def sleep(self, seconds: float) -> None:
        """Let the time go by, at least a second, and let happen what was due meanwhile."""
        self._clock.shift(max(seconds, 1))
        for moment in list(self._happenings):
            if moment <= dt.datetime.now():
                self._happenings.pop(moment)()

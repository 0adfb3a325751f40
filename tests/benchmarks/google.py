"""A simulated cold pass over Google under its quotas, on the emulator's clock.

Minutes of waiting cost nothing: whoever waits turns the clock. What is measured is the share of
the quota that the program uses, whether Google refuses anything, and what is told of the time
left.
"""

import datetime as dt
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from sync.google.client import Client
from sync.google.limits import Kind, Limiter, Quota
from sync.passes import run
from sync.state import State
from sync.stores import READING, WRITING
from tests.emulator import Emulator
from tests.google_district import NOW, TODAY, found

START = dt.datetime(2026, 1, 1, 12, 0, 17, tzinfo=dt.UTC).timestamp()
"""Not the beginning of a minute of Google's."""

THREADS = 8


class EmulatorClock:
    """The emulator's clock as the client's: it is turned when everybody waits.

    While a request that has its turn is not answered yet the clock stands still: as on a real
    machine, where the minutes between two turns are much longer than a request.
    """

    def __init__(self, google: Emulator) -> None:
        """Take the emulator, whose clock stands still."""
        self._clock, self._waiting = google.clock, threading.Condition()
        self._moments: list[float] = []
        self._under_way = 0
        answered = google.requests.answered

        def note(status: int) -> None:
            answered(status)
            self.count(-1)

        google.requests.answered = note  # type: ignore[method-assign]

    def count(self, number: int) -> None:
        """Count a request that begins (1) or is answered (-1)."""
        with self._waiting:
            self._under_way += number
            self._waiting.notify_all()

    def now(self) -> float:
        """Give the emulator's time."""
        return self._clock.now()

    def sleep_until(self, moment: float) -> None:
        """Wait until the clock is at `moment`; whoever waits for the nearest one turns it."""
        with self._waiting:
            self._moments.append(moment)
            self._under_way -= 1
            self._waiting.notify_all()
            while self._clock.now() < moment:
                if self._under_way <= 0 and moment == min(self._moments):
                    self._clock.set(moment)
                else:
                    self._waiting.wait(1)
            self._moments.remove(moment)
            self._under_way += 1
            self._waiting.notify_all()

    def stop(self) -> None:
        """Do nothing: nobody asks a simulation to end."""


class CountedTurns(Limiter):
    """A limiter that tells the clock of requests under way."""

    def __init__(self, clock: EmulatorClock, quota: Quota) -> None:
        """Keep to the quota on the emulator's clock."""
        super().__init__(clock, quota)
        self._turned = clock

    def wait(self, kind: Kind) -> None:
        """Come back when it is the request's turn."""
        self._turned.count(1)
        super().wait(kind)


@dataclass(slots=True)
class Simulation:
    """What a simulated pass came to.

    `sent` gives the moments of the requests by kind, `told` the progress now and then: what,
    done, of how much, seconds left as told, the moment.
    """

    quota: int
    sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    told: list[tuple[str, int, int, float, float]] = field(default_factory=list)
    refused: int = 0
    complete: bool = False
    seconds: float = 0.0

    def share(self, *kinds: str) -> float:
        """Give how much of the quota's throughput was reached, for kinds that follow each other.

        The quota lets the first minute's requests go at once and each further minute's then.
        """
        moments = sorted(moment for kind in kinds for moment in self.sent[kind])
        minutes = sum(ceil(len(self.sent[kind]) / self.quota) - 1 for kind in kinds)
        return minutes * 60 / (moments[-1] - moments[0])

    def errors_of_time_left(self) -> Iterator[float]:
        """Give by how many minutes each told time was wrong."""
        ends = {what: moment for what, done, of, _, moment in self.told if done == of}
        for what, _, _, left, moment in self.told:
            if what in ends:
                yield abs(left - (ends[what] - moment)) / 60


def simulate(folder: Path, size: int, quota: int = 60, threads: int = THREADS) -> Simulation:
    """Make a cold pass over `size` ОО whose account may do `quota` reads and writes a minute."""
    made = Simulation(quota)
    with Emulator(now=START) as google:
        district = found(google, folder, size)
        district.threads = threads
        google.quotas.on(user=quota, project=5 * quota)
        google.requests.reset()
        clock = EmulatorClock(google)
        client: Client = district.client(
            clock=clock, limiter=CountedTurns(clock, Quota(user=quota))
        )
        store = district.store(client)
        end = google.before_request(_noting(google, made))
        begun = time.process_time()

        def progress(what: str, done: int, of: int) -> None:
            if what in (READING, WRITING):
                left = store.seconds_left(what, of - done)
                made.told.append((what, done, of, left, clock.now()))

        state = State(district.config.state)
        try:
            made.complete = run(store, state, TODAY, NOW, progress=progress).complete
        finally:
            state.close()
            end()
        made.seconds = time.process_time() - begun
        made.refused = google.requests.statuses[429]
        assert not google.failures, google.failures[0]
    return made


def _noting(google: Emulator, made: Simulation):  # type: ignore[no-untyped-def]
    def note(number: int, method: str, path: str) -> None:
        if path.startswith("/v4/"):
            made.sent["read" if method == "GET" else "write"].append(google.clock.now())

    return note


def lines(made: Simulation) -> Sequence[str]:
    """Say what a simulation came to."""
    reads, writes = len(made.sent["read"]), len(made.sent["write"])
    shown = [
        f"{reads} reads at {made.share('read'):.1%} of the quota, "
        f"{writes} writes at {made.share('write'):.1%}, both at "
        f"{made.share('read', 'write'):.1%}, {made.refused} refused (429), "
        f"complete: {made.complete}, {made.seconds:.0f} s of CPU"
    ]
    for what in (READING, WRITING):
        own = [one for one in made.told if one[0] == what and one[2] > made.quota]
        for number in range(0, len(own), max(1, len(own) // 4)):
            _, done, of, left, moment = own[number]
            truth = own[-1][4] - moment
            shown.append(f"  {what} {done} of {of}: told {left:.0f} s left, it took {truth:.0f}")
    return shown


if __name__ == "__main__":
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        print(*lines(simulate(Path(scratch), int(sys.argv[1]))), sep="\n", flush=True)

"""How the lines of a standing tab become the wanted ones without a decision leaving its line.

A line is a row, or a column: the same holds for both. A line with a key is never overwritten by
another one, it moves as a whole, so that what somebody types at that very moment travels with
it. Lines without a key are all alike. A line with a key that is wanted no more is retired: it
goes behind the last wanted line and is hidden. Only in a later write is it deleted, when nothing
was typed in it, for until then somebody may be typing in it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Key = str | None
What = Literal["insert", "delete", "move"]


class Line(NamedTuple):
    """A line as it stands: `retired` by an earlier write, `blank` when no decision is in it."""

    key: Key = None
    retired: bool = False
    blank: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A change of lines: `count` of them from `at` on; a move puts them before line `to`.

    Zero-based, each step counted from how the one before left the lines; `to` is counted
    before the moved ones are taken out, as Google does.
    """

    what: What
    at: int
    count: int
    to: int = 0


@dataclass(slots=True)
class Plan:
    """The steps, where each wanted line comes from, and which lines are retired below them.

    `sources` gives for each wanted line the number of the standing one it comes from, None for
    a new one; `retired` the numbers of the standing lines that then stand below, in order.
    """

    steps: list[Step] = field(default_factory=list)
    sources: list[int | None] = field(default_factory=list)
    retired: list[int] = field(default_factory=list)


NEW = -1


def plan_lines(current: Sequence[Line], wanted: Sequence[Key]) -> Plan:
    """Plan how `current` lines become `wanted` ones; no key may be wanted twice.

    Of two lines with one key the first holds, the other is retired.
    """
    return _Planning(current, wanted).plan()


def apply_steps(lines: list[int], steps: Sequence[Step], new: int = NEW) -> None:
    """Change `lines` as a sheet does by these steps."""
    for step in steps:
        at, end = step.at, step.at + step.count
        if step.what == "insert":
            lines[at:at] = [new] * step.count
            continue
        taken = lines[at:end]
        del lines[at:end]
        if step.what == "move":
            start = step.to - step.count if step.to > at else step.to
            lines[start:start] = taken


class _Planning:
    """The plan being made: `lines` are the numbers of standing lines, as the steps leave them."""

    def __init__(self, current: Sequence[Line], wanted: Sequence[Key]) -> None:
        self.current, self.wanted = current, wanted
        self.lines = list(range(len(current)))
        self.steps: list[Step] = []
        self.standing: dict[str, int] = {}
        keys = {key for key in wanted if key is not None}
        for number, line in enumerate(current):
            if line.key is not None and line.key in keys:
                self.standing.setdefault(line.key, number)

    def plan(self) -> Plan:
        """Make the plan."""
        below = self._retire()
        self._order()
        self._fill(below)
        count = len(self.wanted)
        self._delete_settled(count)
        sources = [None if line == NEW else line for line in self.lines[:count]]
        return Plan(self.steps, sources, self.lines[count:])

    def _do(self, what: What, at: int, count: int, to: int = 0) -> None:
        step = Step(what, at, count, to)
        apply_steps(self.lines, [step])
        last = self.steps[-1] if self.steps else None
        if last and what == last.what == "insert" and at == last.at + last.count:
            self.steps[-1] = replace(last, count=last.count + count)
        else:
            self.steps.append(step)

    def _is_unwanted(self, line: int) -> bool:
        key = self.current[line].key
        return key is not None and self.standing.get(key) != line

    def _is_alike(self, at: int) -> bool:
        """Tell whether a line without a key stands there."""
        return at < len(self.lines) and self.current[self.lines[at]].key is None

    def _retire(self) -> int:
        """Move the lines that are wanted no more to the end; give how many they are."""
        end = len(self.lines)
        while end and self._is_unwanted(end - 1):
            end -= 1
        leaving = [number for number in range(end) if self._is_unwanted(number)]
        moved = 0
        for first, count in _runs(leaving):
            self._do("move", first - moved, count, len(self.lines))
            moved += count
        return moved + len(self.current) - end

    def _order(self) -> None:
        """Bring the lines that stay into the wanted order, by the fewest moves."""
        staying = [self.standing[key] for key in self.wanted if key in self.standing]
        fixed = _longest_rise(staying)
        at = done = 0
        while done < len(self.wanted):
            key = self.wanted[done]
            line = NEW if key is None else self.standing.get(key, NEW)
            if line in fixed:
                at = self.lines.index(line, at) + 1
            elif line != NEW:
                count = self._run_to_move(done, fixed)
                at = self._move(line, count, at)
                done += count - 1
            elif key is None and self._is_alike(at):
                at += 1
            done += 1

    def _run_to_move(self, done: int, fixed: set[int]) -> int:
        """Count the lines from the wanted one on that stand together already."""
        start = self.lines.index(self.standing[self.wanted[done] or ""])
        count = 0
        for key, line in zip(self.wanted[done:], self.lines[start:], strict=False):
            if key is None or self.standing.get(key) != line or line in fixed:
                break
            count += 1
        return count

    def _move(self, line: int, count: int, to: int) -> int:
        """Move lines before `to`; give where the line after them then stands."""
        start = self.lines.index(line)
        if start != to:
            self._do("move", start, count, to)
        return to if start < to else to + count

    def _fill(self, below: int) -> None:
        """Insert what is new, take lines of those that are all alike, delete the rest of them."""
        at = 0
        for key in self.wanted:
            line = NEW if key is None else self.standing.get(key, NEW)
            if line != NEW:
                self._delete(at, self.lines.index(line, at))
            elif key is not None or not self._is_alike(at):
                self._do("insert", at, 1)
            at += 1
        self._delete(at, len(self.lines) - below)

    def _delete(self, first: int, end: int) -> None:
        if end > first:
            self._do("delete", first, end - first)

    def _delete_settled(self, first: int) -> None:
        """Delete lines that an earlier write retired, when there is nothing to keep in them.

        So is a copy of a wanted line: what stood in it has been heard by then.
        """
        settled = [
            number
            for number, line in enumerate(self.lines[first:], start=first)
            if self.current[line].retired
            and (self.current[line].blank or self.current[line].key in self.standing)
        ]
        for start, count in reversed(_runs(settled)):
            self._do("delete", start, count)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Give rising numbers as runs: the first and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and sum(runs[-1]) == number:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((number, 1))
    return runs


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Give the members of a longest rising subsequence of distinct numbers."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        spot = bisect_left(tails, number)
        before[number] = tails[spot - 1] if spot else None
        tails[spot : spot + 1] = [number]
    found: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found

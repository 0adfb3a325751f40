"""A district in the emulator that is put back as it was, and all that stands there to compare.

Putting it back costs milliseconds, so that hundreds of tests start from the same district.
"""

import gc
import hashlib
import json
import pickle
import shutil
import threading
import time
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import sync.document_files
import sync.google.store
import sync.google.writing
import sync.passes
import sync.publication
import tests.emulator.store as emulated
from rules.report import Report
from sync.google.client import Client
from sync.google.limits import Limiter
from sync.google.retrying import Patience
from sync.google.sheets import GUARD_KEY
from sync.state import State
from tests.emulator import Emulator
from tests.google_district import District

IDS = frozenset({"protectedRangeId", "chartId", "metadataId", "guard"})
"""What another run of the same pass may give other numbers."""


DOCUMENTS = 3
"""So many of the documents are made: each more would be one more request of the same kind."""


class Little:
    """A small district with two snapshots of it: before its first pass, and after."""

    def __init__(self, district: District, folder: Path) -> None:
        """Make the first pass."""
        self.district = district
        self.fresh = Snapshot(district, folder / "fresh")
        district.google.requests.reset()
        assert district.go(client=patient(district)).complete
        self.requests = len(district.google.requests.log)
        self.after = standing(district)
        self.passed = Snapshot(district, folder / "passed")
        gc.collect()
        gc.freeze()  # what is kept for all tests need not be looked through for each


class JumpingClock:
    """A clock that is at once where somebody wants to wait for."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.time = 0.0
        self.waits = 0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Give the time."""
        return self.time

    def sleep_until(self, moment: float) -> None:
        """Be at `moment`."""
        with self._lock:
            self.waits += 1
            self.time = max(self.time, moment)


class Snapshot:
    """A district and its spreadsheets as they stand now."""

    def __init__(self, district: District, folder: Path) -> None:
        """Keep them; the files of the district's folder are copied into `folder`."""
        self._district, self._folder = district, folder
        State(district.config.state).close()  # tables once for all tests
        store = district.google.store
        self._store = pickle.dumps((store.files, store._roots, store._children))
        shutil.copytree(district.folder, folder)

    def restore(self) -> None:
        """Put everything back, the clock, counts of requests, quotas and faults too."""
        google, folder = self._district.google, self._district.folder
        with google.store.lock:
            store = google.store
            store.files, store._roots, store._children = pickle.loads(self._store)
            store.delay = 0.0
        google.clock.set(time.time())
        google.clock.run()
        google.faults.clear()
        google.quotas.off()
        google.requests.reset()
        shutil.rmtree(folder)
        shutil.copytree(self._folder, folder)


def patient(district: District, **more: Any) -> Client:
    """Give a client of the district that waits by a clock which jumps: no test sleeps."""
    clock = more.pop("clock", None) or JumpingClock()
    settings = {"patience": Patience(tries=4), "timeout": (5.0, 60.0)} | more
    return district.client(clock=clock, limiter=Limiter(clock), **settings)


def standing(district: District) -> dict[str, Any]:
    """Give all that stands in the spreadsheets and the folder of a district, and its state."""
    files = district.google.store.files.values()
    return {
        "books": {file.name: _book(file.book) for file in files if file.book is not None},
        "uploads": {(file.name, file.id): file.content for file in files if file.book is None},
        "folder": _folder(district.folder),
        "state": remembered(district),
    }


def remembered(district: District) -> Any:
    """Give what the state knows, its times apart."""
    state = State(district.config.state)
    try:
        return state.decisions(), state.findings().to_dict("records"), state.facts()
    finally:
        state.close()


def _folder(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".vzaimo" not in path.parts
    }


def _book(book: Any) -> dict[str, Any]:
    """Give the sheets of a spreadsheet from left to right, without numbers given by chance."""
    guards = [one for one in book.metadata if one["metadataKey"] == GUARD_KEY]
    others = [one for one in book.metadata if one["metadataKey"] != GUARD_KEY]
    return {
        "title": book.title,
        "tabs": [sheet.title for sheet in book.sheets],
        "guards": len(guards),
        "metadata": sorted(json.dumps(_plain(one), sort_keys=True) for one in others),
        "names": _plain(book.named_ranges),
        "sheets": {
            sheet.title: vars(sheet) | {"objects": _plain(sheet.objects)} for sheet in book.sheets
        },
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in IDS}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Name the places where two standings differ, for whoever reads a failed test."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key), other.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{path}/{number}")
    elif one != other:
        yield f"{path}: {one!r:.200} | {other!r:.200}"


def same(one: Any, other: Any) -> None:
    """Assert that two standings are the same, else say where they differ."""
    found = [] if one == other else sorted(differences(one, other))
    assert not found, "\n".join([f"{len(found)} differences", *found[:8]])


# --- what is computed once --------------------------------------------------------------------


PURE = {
    sync.passes: ["report", "summary_tabs", "answer_tab"],
    sync.publication: ["public_report", "calendars_data", "page_data", "render_page"],
    sync.google.store: ["lay_out"],
    sync.google.writing: ["draw_requests"],
}
"""Functions whose results depend on nothing but what they are given."""


class Remembering:
    """Computes what is pure once: the report, and what a batch makes of a spreadsheet.

    A pass with a fault sends the same batches to the same spreadsheets as one without, so the
    time of hundreds of passes goes into what differs. Only while it is `on`: it is not for the
    districts of other tests.
    """

    def __init__(self, google: Emulator) -> None:
        """Take the emulator of the district."""
        api = google.sheets.api
        documents = _rendered_once(sync.document_files.documents)
        self._patch: pytest.MonkeyPatch | None = None
        self._once: list[tuple[Any, str, Any]] = [
            *((room, name, _once(getattr(room, name))) for room, names in PURE.items()
              for name in names),
            (sync.document_files, "documents", documents),
            (api, "check_body", _once(api.check_body)),
            (google.sheets, "_batch", _batch_once(google)),
            (emulated, "new_file_id", lambda: _free_id(google.store.files)),
        ]  # fmt: skip

    def on(self) -> None:
        """Begin, unless it is on already."""
        if self._patch is None:
            self._patch = pytest.MonkeyPatch()
            for room, name, once in self._once:
                self._patch.setattr(room, name, once)

    def off(self) -> None:
        """End, until it is on again."""
        if self._patch is not None:
            self._patch.undo()
            self._patch = None


def _free_id(files: Container[str]) -> str:
    """Give the first id that no file has, so that the same pass gives the same ids."""
    return next(id for number in count() if (id := f"1{number:043}") not in files)


def _once(compute: Callable[..., Any]) -> Callable[..., Any]:
    """Compute once for each different thing given; a report is known by itself."""
    made: dict[bytes, Any] = {}
    kept: list[Report] = []  # and with them their ids

    def once(*given: Any, **named: Any) -> Any:
        reports = [one for one in given if isinstance(one, Report)]
        plain = [id(one) if isinstance(one, Report) else one for one in given]
        key = hashlib.sha256(pickle.dumps((plain, named))).digest()
        if key not in made:
            kept.extend(reports)
            made[key] = compute(*given, **named)
        return made[key]

    return once


def _rendered_once(documents: Callable[..., Any]) -> Callable[..., Any]:
    """Give the first documents of a report once, each with what renders it once."""
    made: dict[Any, Any] = {}

    def once(report: Any, **named: Any) -> Any:
        key = id(report), repr(sorted(named.items()))
        if key not in made:
            few = documents(report, **named)[:DOCUMENTS]
            found = [replace(one, render=_once(one.render)) for one in few]
            made[key] = report, found  # the report is kept, so its id is too
        return made[key][1]

    return once


def _batch_once(google: Emulator) -> Callable[..., Any]:
    """Remember what a batch made of a spreadsheet that stood just so."""
    compute = google.sheets._batch
    made: dict[bytes, tuple[bytes, Any]] = {}

    def once(file: Any, body: Any, account: Any, mask: Any) -> Any:
        book = file.book
        now, book.now = book.now, 0.0
        key = hashlib.sha256(pickle.dumps((book.id, vars(book), body, account.email))).digest()
        book.now = now
        if key not in made:
            result = compute(file, body, account, mask)
            made[key] = pickle.dumps(book), result
        else:
            book.adopt(pickle.loads(made[key][0]))
        return made[key][1]

    return once

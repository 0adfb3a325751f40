"""A year replayed: people edit between passes that are killed; every decision stays with its row.

The machine knows what was typed and nothing of how the program keeps it. It reads the books with
a reader of its own, so that a fault in the program's cannot hide itself.
"""

import datetime as dt
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from rules.decisions import MARKED, OUR_EVENTS
from rules.grid import a1, place
from sync.folder import ANSWERS, BOOKS, COORDINATOR, SUMMARY, Folder
from sync.google.seam import Seam
from sync.state import State
from sync.workbooks import read_book
from tests.emulator import Emulator
from tests.google_district import found as found_in_google
from tests.google_snapshots import Snapshot, patient
from tests.sync import people

pytestmark = pytest.mark.long

BEGIN = dt.date(2022, 1, 11)
KEY, FOLLOWED = "ключ", "Замечания"
SEPARATOR = " | "
ORGANISATIONS = 3
HALVES = (("01.09.2021", "09.01.2022"), ("10.01.2022", "31.05.2022"), ("01.06.2022", "31.08.2022"))
ORDERED = (
    "Аттестация педагогов на первую квалификационную категорию",
    "Организация внеурочной деятельности", "Подготовка обучающихся к ВсОШ",
    "Полёты во сне и наяву", "Как подружить завуча с роботом", None,
)  # fmt: skip
CHOSEN_TEXTS = ("новый", "не аспект", "Подготовка обучающихся к ОГЭ", "что-то другое")
TYPED: dict[str, tuple[Any, ...]] = {
    "text": ("Так решили", "Двое в отпуске", "Ещё раз подумать"),
    "date": (dt.date(2022, 4, 14), dt.date(2022, 5, 19), "на той неделе"),
    "integer": (12, 30, "много"),
    "link": ("https://shkola.example.ru/otchet", "у секретаря"),
    "string": ("17-п", "№ 4 от апреля"),
    "scan": ("https://shkola.example.ru/skan", "у секретаря"),
}
"""What people type into a marked cell by the type of its field: sound values and others."""

HOW: dict[str, Any] = {
    "derandomize": True, "deadline": None, "database": None, "phases": [Phase.generate],
}  # fmt: skip
"""A pass costs too much for shrinking: whoever looks for a fault makes the years shorter."""

HOW: dict[str, Any] = {
    "derandomize": True, "deadline": None, "database": None, "phases": [Phase.generate],
}  # fmt: skip
"""A pass costs too much for shrinking: whoever looks for a fault makes the years shorter."""

Place = tuple[str, str]
Cell = tuple[str, int, int, Any]
"""A cell that somebody types into: tab, row and column from nought, value."""


class KilledError(BaseException):
    """The process ends here: nothing in the program may catch it."""


@dataclass(frozen=True)
class Spot:
    """A marked cell of a worker's table as it stands just now."""

    book: str
    tab: str
    table: str
    row: int
    column: int
    place: Place
    value: Any


# --- the two worlds ---------------------------------------------------------------------------


class FolderWorld:
    """A district in a folder, edited as in Excel."""

    summary = SUMMARY

    def __init__(self, tmp_path):
        self.base, self.folder = people.found(tmp_path / "основа", ORGANISATIONS), tmp_path / "р"
        people.go(self.base, BEGIN, with_documents=False)

    def restore(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        people.copy(self.base, self.folder)

    @property
    def state(self):
        return self.folder / ".vzaimo"

    def organisations(self):
        return sorted(path.name for path in (self.folder / BOOKS).iterdir())

    def book(self, org):
        return f"{BOOKS}/{org}"

    def answer(self, org):
        return f"{ANSWERS}/{org}"

    def tabs(self, book):
        path = self.folder / book
        grids = read_book(path.read_bytes(), book) if path.exists() else ()
        return {grid.title: grid.rows for grid in grids}

    def type(self, book, cells):
        def change(opened):
            for tab, row, column, value in cells:
                opened[tab].cell(row + 1, column + 1).value = value

        people.edit(self.folder / book, change)

    def sort(self, book, tab, top, bottom, width):
        def turn_round(opened):
            sheet = opened[tab]
            area = {"min_row": top + 1, "max_row": bottom, "max_col": width}
            values = [[cell.value for cell in row] for row in sheet.iter_rows(**area)]
            for number, row in enumerate(reversed(values), start=top + 1):
                for column, value in enumerate(row, start=1):
                    sheet.cell(number, column).value = value

        people.edit(self.folder / book, turn_round)

    def rename(self, book, tab):
        people.edit(self.folder / book, lambda opened: setattr(opened[tab], "title", "Черновик"))

    def delete(self, book, tab):
        if len(self.tabs(book)) == 1:
            (self.folder / book).unlink()
        else:
            people.edit(self.folder / book, lambda opened: opened.remove(opened[tab]))

    def go(self, today):
        return people.go(self.folder, today, with_documents=False)

    def units(self):
        """What a pass does to the outside: it can be killed before or after each."""
        return Folder, "replace", 4


class GoogleWorld:
    """A district in the emulator, edited as in the browser."""

    summary = COORDINATOR

    def __init__(self, google, tmp_path):
        self.district = found_in_google(google, tmp_path, ORGANISATIONS)
        self.go(BEGIN)
        self.base = Snapshot(self.district, tmp_path / "основа")
        self.person = google.person

    def restore(self):
        self.base.restore()

    @property
    def state(self):
        return self.district.config.state

    def organisations(self):
        return sorted(name.partition("/")[2] for name in self.district.ids if "/" in name)

    def book(self, org):
        return f"{BOOKS}/{org}"

    answer = book

    def tabs(self, book):
        id = self.district.ids[book]
        return {tab: self.person.values(id, tab) for tab in self.person.tabs(id)}

    def type(self, book, cells):
        for tab, row, column, value in cells:
            text = str(value) if isinstance(value, dt.date) else value
            self.person.type(self.district.ids[book], tab, a1(place(row, column)), text)

    def sort(self, book, tab, top, bottom, width):
        area = f"{a1(place(top, 0))}:{a1(place(bottom - 1, width - 1))}"
        self.person.sort(self.district.ids[book], tab, area, 1, descending=True)

    def rename(self, book, tab):
        self.person.rename_tab(self.district.ids[book], tab, "Черновик")

    def delete(self, book, tab):
        self.person.delete_tab(self.district.ids[book], tab)

    def go(self, today):
        return self.district.go(today, client=patient(self.district), with_documents=False)

    def units(self):
        return Seam, "_send", 9


@contextmanager
def killing(owner: type, name: str, number: int, after: bool) -> Iterator[None]:
    """End the pass at the call of this number, just before it or just after it."""
    real, calls = getattr(owner, name), []

    def deadly(*given, **named):
        calls.append(name)
        if len(calls) == number and not after:
            raise KilledError
        result = real(*given, **named)
        if len(calls) == number:
            raise KilledError
        return result

    with patch.object(owner, name, deadly):
        yield


# --- looking ----------------------------------------------------------------------------------


def spots(world: Any) -> list[Spot]:
    """Give every marked cell of a keyed row, in whichever tab it stands."""
    books = [world.summary, *map(world.answer, world.organisations())]
    return [
        spot
        for book in books
        for tab, rows in world.tabs(book).items()
        if tab != FOLLOWED
        for spot in spots_of(book, tab, rows)
    ]


def spots_of(book: str, tab: str, rows: Any) -> Iterator[Spot]:
    columns: dict[str, int] = {}
    table = ""
    for number, row in enumerate(rows):
        texts = {value: column for column, value in enumerate(row) if isinstance(value, str)}
        if KEY in texts:
            columns = texts
            table = next(
                name for name, fields in MARKED.items() if all(f.title in texts for f in fields)
            )
        elif columns and SEPARATOR in str(cell(row, columns[KEY])):
            key = str(cell(row, columns[KEY]))
            if (f"{SEPARATOR}report{SEPARATOR}" in key) != (table == OUR_EVENTS):
                continue  # a killed pass has not drawn the headers of this table yet
            for field in MARKED[table]:
                column = columns[field.title]
                value = cell(row, column)
                yield Spot(book, tab, table, number, column, (key, field.title), value)


def cell(row: Any, column: int) -> Any:
    return row[column] if column < len(row) and row[column] != "" else None


def plain(value: Any) -> Any:
    """Give a date as the number that a spreadsheet keeps, whichever way it was written."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, dt.datetime):
        value = value.date()
    return (value - dt.date(1899, 12, 30)).days if isinstance(value, dt.date) else value


def field_values(spot: Spot) -> tuple[Any, ...]:
    (field,) = [one for one in MARKED[spot.table] if one.title == spot.place[1]]
    if field.choices_from:
        return CHOSEN_TEXTS
    return (*field.choices, "не знаю") if field.choices else TYPED[field.type]


# --- the year ---------------------------------------------------------------------------------


class Year(RuleBasedStateMachine):
    """What people do in a year; `model` is what they typed, `heard` what a whole pass has read."""

    world: Any

    def __init__(self):
        super().__init__()
        self.world.restore()
        self.today = BEGIN
        self.model: dict[Place, Any] = {}
        self.heard: dict[Place, Any] = {}
        self.left: set[str] = set()
        self.deleted = False

    @rule(seed=st.integers(0, 2**32), days=st.integers(0, 45))
    def weeks_go_by(self, seed, days):
        """People edit, passes are killed, the state is lost; then a pass is made."""
        dice = random.Random(seed)
        everything = (
            self.organisations_edit, self.coordinator_edits, self.upset_a_tab, self.upset_a_tab,
            self.lose_the_state, self.kill_a_pass, self.kill_a_pass, self.decide,
        )  # fmt: skip
        self.decide(dice)
        for happens in dice.sample(everything, 3):
            happens(dice)
        self.make_a_pass(days)

    def decide(self, dice):
        """Type, change or clear decisions in tables of every kind."""
        tables: dict[str, list[Spot]] = {}
        for spot in self._open_spots():
            tables.setdefault(spot.table, []).append(spot)
        cells: dict[str, list[Cell]] = {}
        for table in sorted(tables):
            for spot in dice.sample(tables[table], min(2, len(tables[table]))):
                value = None if dice.random() < 0.2 else dice.choice(field_values(spot))
                cells.setdefault(spot.book, []).append((spot.tab, spot.row, spot.column, value))
                self._typed(spot.place, value)
        for book, own in cells.items():
            self.world.type(book, own)

    def _open_spots(self) -> list[Spot]:
        closed = {self.world.answer(org) for org in self.left}
        return [spot for spot in spots(self.world) if spot.book not in closed]

    def _typed(self, one: Place, value: Any) -> None:
        if value is None:
            self.model.pop(one, None)
        else:
            self.model[one] = value

    def organisations_edit(self, dice):
        """An ОО changes, adds or removes lines of its order, rows of its plan, its figures."""
        for org in dice.sample(self.world.organisations(), 2):
            book = self.world.book(org)
            tabs = self.world.tabs(book)
            order, plan = tabs["ТЗ-2 Заказ"], tabs["План ОО"]
            column, value = dice.choice([(2, f"Круглый стол {dice.randint(1, 9)}"), (2, None),
                                         (3, dice.choice(ORDERED)), (8, "01.02.2030")])  # fmt: skip
            first = header_of(order, "№") + 2
            cells: list[Cell] = [
                ("ТЗ-2 Заказ", first + line, dice.choice((1, 3, 5, 7)), dice.choice(ORDERED))
                for line in dice.sample(range(8), 2)
            ]
            cells.append(("План ОО", header_of(plan, "№ п/п") + dice.randint(1, 6), column, value))
            cells.append(("Кадры", 6, dice.choice((2, 5)), dice.randint(0, 90)))
            self.world.type(book, cells)

    def coordinator_edits(self, dice):
        """An aspect is renamed, an ОО leaves or comes back, another half-year is begun."""
        tabs = self.world.tabs(COORDINATOR)
        rows = tabs["Справочник аспектов"]
        number = dice.randrange(header_of(rows, "Обозначение") + 1, len(rows))
        cells: list[Cell] = [("Справочник аспектов", number, 3, f"{rows[number][3]} (новое)")]
        cells += self._leave_or_come_back(dice, tabs["Реестр ОО"])
        cells += half_year(dice.choice(HALVES), tabs["Настройки"])
        self.world.type(COORDINATOR, cells)

    def _leave_or_come_back(self, dice: random.Random, rows: Any) -> Iterator[Cell]:
        header = header_of(rows, "Код")
        name, column = (
            rows[header].index("Краткое наименование"),
            rows[header].index("Участвует по"),
        )
        org = min(self.left) if self.left else dice.choice(self.world.organisations())
        (number,) = [n for n, row in enumerate(rows) if f"{cell(row, name)}.xlsx" == org]
        yield "Реестр ОО", number, column, None if org in self.left else "10.01.2022"
        self.left ^= {org}

    def upset_a_tab(self, dice):
        """A worker's tab is sorted, renamed or deleted; with it goes what nobody has heard."""
        how = dice.choice(("sort", "rename", "delete"))
        how = dice.choice(("sort", "rename", "delete"))
        found = self._open_spots()
        by_tab = sorted({(spot.book, spot.tab) for spot in found})
        book, tab = dice.choice(by_tab)
        own = [spot for spot in found if (spot.book, spot.tab) == (book, tab)]
        if how == "sort":
            table = own[0].table
            numbers = [spot.row for spot in own if spot.table == table]
            width = max(map(len, self.world.tabs(book)[tab]))
            self.world.sort(book, tab, min(numbers), max(numbers) + 1, width)
        elif how == "rename" and "Черновик" not in self.world.tabs(book):
            self.world.rename(book, tab)
        elif how == "delete":
            self.world.delete(book, tab)
            self.deleted = True
            for one in own:
                self._lost(one.place)

    def _lost(self, one: Place) -> None:
        self.model.pop(one, None)
        if one in self.heard:
            self.model[one] = self.heard[one]

    def lose_the_state(self, dice):
        """The worker's own folder is gone; what stands in no row any more goes with it."""
        if self.deleted:
            return  # a tab and the only other memory of it: nobody can know
        shutil.rmtree(self.world.state, ignore_errors=True)
        standing = {spot.place for spot in spots(self.world)}
        self.model = {one: value for one, value in self.model.items() if one in standing}
        self.heard = {}

    def kill_a_pass(self, dice):
        """A pass ends in its middle, or when all is written but nothing is remembered."""
        owner, name, most = self.world.units()
        moments = [(owner, name, dice.randint(1, most)), (State, "save", 1)]
        with killing(*dice.choice(moments), after=dice.random() < 0.5):
            try:
                self.world.go(self.today)
            except KilledError:
                return
        self._compare()

    def make_a_pass(self, days):
        """Days go by; a pass is made, and every decision stands where it belongs."""
        self.today += dt.timedelta(days)
        assert self.world.go(self.today).complete
        self._compare()

    def _compare(self) -> None:
        self.heard, self.deleted = dict(self.model), False
        wanted = {one: plain(value) for one, value in self.model.items()}
        assert known(self.world) == wanted
        found = spots(self.world)
        standing = [(spot.place, plain(spot.value)) for spot in found if spot.value is not None]
        assert sorted(standing, key=str) == sorted(dict(standing).items(), key=str), "twice"
        assert dict(standing).items() <= wanted.items(), "moved or invented"
        lost = wanted.keys() - dict(standing).keys()
        assert not lost & {spot.place for spot in found}, "emptied"
        assert not {one for one in lost if one[1] != "Пояснение"}, "lost"
        assert not {key for key, _ in lost} & followed(self.world), "lost with its finding"


def half_year(half: tuple[str, str], rows: Any) -> Iterator[Cell]:
    """Give the cells of «Настройки» that begin another half-year."""
    for number, row in enumerate(rows):
        for word, day in zip(("начало", "окончание"), half, strict=True):
            if cell(row, 0) == f"Полугодие совместного плана — {word}":
                yield "Настройки", number, 1, day


def header_of(rows: Any, title: str) -> int:
    """Give the number of the row of a tab in which its headers stand."""
    return next(number for number, row in enumerate(rows) if row and row[0] == title)


def known(world: Any) -> dict[Place, Any]:
    """Give the decisions that the state holds."""
    state = State(world.state)
    try:
        return {one: plain(found.value) for one, found in state.decisions().items()}
    finally:
        state.close()


def followed(world: Any) -> set[str]:
    """Give the keys of the findings that are told."""
    rows = world.tabs(world.summary)[FOLLOWED]
    header = next(row for row in rows if KEY in row)
    return {str(cell(row, header.index(KEY))) for row in rows}


@pytest.fixture
def replay():
    """Give what replays years in a world."""

    def run(world, **how):
        class Here(Year):
            pass

        Here.world = world
        run_state_machine_as_test(Here, settings=settings(**HOW, **how))

    return run


def test_a_year_in_a_folder(replay, tmp_path):
    """Decisions are neither lost nor moved nor invented, whatever people and kills do to files."""
    replay(FolderWorld(tmp_path), max_examples=2, stateful_step_count=2)


def test_a_year_in_google(replay, tmp_path):
    """Nor are they in Google, where people and the worker write into the same spreadsheets."""
    with Emulator() as google:
        replay(GoogleWorld(google, tmp_path), max_examples=2, stateful_step_count=2)
        assert not google.failures

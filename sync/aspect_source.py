"""Where aspects and lines of them come from, outside of a pass: catalogues, files of lines."""

import csv
from pathlib import Path

from rules.aspect_measuring import Labelled
from rules.aspects import Catalogue, catalogue_of
from rules.books import pick_tabs
from rules.reading import Reading, read
from rules.tables import assemble
from sync.config import load
from sync.folder import COORDINATOR
from sync.form_tabs import read_typed
from sync.founding import catalogue as starting_aspects
from sync.opening import open_store
from sync.resources import aspect_words, forms, forms_of
from sync.workbooks import UnreadableBook

ENCODINGS = ("utf-8-sig", "cp1251")
"""What a table that was saved as text may be written in."""


class LinesError(Exception):
    """A file of lines, or a catalogue, that can't be used; the text says why, in Russian."""


def catalogue(district: Path | None) -> Catalogue:
    """Give the catalogue of a district, the starting one without a district."""
    form = forms()["aspects"]
    reading = read_typed(form, starting_aspects()) if district is None else _coordinators(district)
    table, _ = assemble(form, [("", reading)])
    found = catalogue_of(table, aspect_words())
    if not found.names:
        msg = f"В «{form.title}» книги «{COORDINATOR}» нет ни одного аспекта: заполните его."
        raise LinesError(msg)
    return found


def _coordinators(district: Path) -> Reading:
    """Read «Справочник аспектов» of the coordinator's book, in whatever store it is."""
    store = open_store(load(district))
    entries = [entry for entry in store.entries({}) if entry.name == COORDINATOR]
    read_now = [fetched for _, fetched in store.fetch(entries)]
    if not read_now or read_now[0] is None:
        raise LinesError(store.words.no_coordinator)
    if isinstance(read_now[0], UnreadableBook):
        raise read_now[0]
    tabs = pick_tabs(read_now[0].grids(), forms_of("coordinator"))
    if "aspects" not in tabs.grids:
        msg = f"В книге «{store.words.coordinator}» нет вкладки «{forms()['aspects'].title}»."
        raise LinesError(msg)
    return read(tabs.grids["aspects"], forms()["aspects"])


def labelled_lines(path: Path) -> tuple[list[Labelled], bool]:
    """Read a file of lines, a .csv; tell whether it says what they mean.

    Its columns are text, block, label, kind, alternatives; only the first must be there.
    """
    rows = list(csv.DictReader(_text(path).splitlines(keepends=True), delimiter=_mark(path)))
    if not rows or "text" not in rows[0]:
        msg = f"В файле «{path.name}» нет столбца text: нужна первая строка с названиями столбцов."
        raise LinesError(msg)
    has_labels = all(row.get("label") for row in rows)
    return [_labelled(row) for row in rows], has_labels


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"Файла «{path}» нет или к нему нет доступа."
        raise LinesError(msg) from error
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"Файл «{path.name}» — не текст: сохраните таблицу как CSV (UTF-8)."
    raise LinesError(msg)


def _mark(path: Path) -> str:
    """Give what stands between the columns: Excel of a Russian computer writes «;»."""
    header = _text(path).split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def _labelled(row: dict[str, str | None]) -> Labelled:
    return Labelled(
        row["text"] or "",
        row.get("block") or "",
        row.get("label") or "",
        row.get("kind") or "",
        tuple((row.get("alternatives") or "").split()),
    )

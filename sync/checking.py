"""Books checked by themselves, without a district."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from rules.books import pick_tabs
from rules.findings import digest
from rules.forms import Form
from rules.reading import Reading, read
from rules.report import BookFault, Inputs, report
from sync.resources import forms, forms_of
from sync.workbooks import UnreadableBook, read_book


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking books by themselves found.

    `findings` has the columns of followed findings and `name`, the file; `unreadable` maps a
    file to the reason.
    """

    books: int
    findings: pd.DataFrame
    unreadable: dict[str, str]


def check_books(paths: Sequence[Path], today: dt.date) -> Checked:
    """Check books of organisations as if they were a district of their own."""
    readings: dict[str, list[tuple[str, Reading]]] = {}
    faults: list[BookFault] = []
    unreadable = {}
    names = {}
    for number, path in enumerate(dict.fromkeys(paths)):
        org = str(number)
        try:
            grids = read_book(path.read_bytes(), path.name)
        except UnreadableBook as error:
            unreadable[str(path)] = str(error)
            continue
        except OSError:
            unreadable[str(path)] = "Файла нет или к нему нет доступа."
            continue
        names[org] = str(path)
        tabs = pick_tabs(grids, forms_of("organisation"))
        faults += [BookFault(f.rule, org, path.name, f.tab, f.message) for f in tabs.faults]
        for name, grid in tabs.grids.items():
            readings.setdefault(name, []).append((org, read(grid, forms()[name])))
    readings["registry"] = [("", _registry(forms()["registry"], names))]
    made = report(Inputs(today, forms(), readings, faults))
    found = made.findings[made.findings["org"] != ""]
    return Checked(len(names), found.assign(name=found["org"].map(names)), unreadable)


def _registry(form: Form, names: dict[str, str]) -> Reading:
    """Enter the books into a Реестр of their own, so that every rule has its district."""
    rows = [
        tuple({"code": org, "short_name": digest(name)}.get(field) for field in form.names)
        for org, name in names.items()
    ]
    return Reading(rows, [(-1,) * len(form.fields) for _ in rows])

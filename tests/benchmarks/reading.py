"""Read, check and compute a whole district: ours, and the loop that an analyst would write."""

import datetime as dt
import time
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

from rules.report import Inputs, Report, report
from sync.demo import TODAY
from sync.folder import BOOKS, Folder
from sync.intake import take_in
from sync.reading_books import read_books
from sync.resources import aspect_words, forms

DAY = pd.Timestamp(2021, 6, 30)
COLUMNS = {
    "Всего": "total",
    "Не имеют": "no_category",
    "Имеют первую": "first",
    "Имеют высшую": "highest",
    "Аттестация": "attested",
    "Число": "not_attested",
}


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


def ours(folder: Path) -> tuple[Report, dict[str, float]]:
    """Read, check and compute with nothing remembered; seconds by part of the work."""
    store = Folder(folder, folder / ".vzaimo" / "copies")
    begun = time.perf_counter()
    intake = take_in(store, store.entries(), {}, {}, TODAY, silent)
    read = time.perf_counter()
    books = read_books(intake, {}, TODAY, store.words)
    made = report(Inputs(TODAY, forms(), books.readings, books.faults, aspect_words=aspect_words()))
    done = time.perf_counter()
    return made, {"reading files": read - begun, "the rest": done - read, "all": done - begun}


def plain(folder: Path) -> tuple[pd.DataFrame, dict[str, float]]:
    """Do the same by a loop over the books with pandas and openpyxl, without the niceties.

    Of «Кадры» it finds the header, reads the numbers of the reporting date, checks the two sums
    and computes КК; of «ТЗ-2 Заказ» it gathers the lines and counts needs and offers of each
    aspect; of «Практики» and «План ОО» it counts the rows. It looks at no other tab beyond
    loading it, knows no synonyms, checks nothing else and places no findings.
    """
    begun = time.perf_counter()
    rows, lines = [], []
    for path in sorted((folder / BOOKS).iterdir()):
        sheets = _sheets(path)
        row = _staffing(sheets)
        if row is not None:
            rows.append({"book": path.stem} | row | _counts(sheets))
        lines += _lines(path.stem, sheets)
    table = pd.DataFrame(rows)
    table["bad_sum"] = table[["no_category", "first", "highest"]].sum(axis=1) != table["total"]
    table["bad_attested"] = table["attested"] + table["not_attested"] != table["no_category"]
    table["share"] = (table["first"] + table["highest"]) / table["total"]
    named = pd.DataFrame(lines, columns=["book", "block", "aspect"])
    table.attrs["needs"] = named.groupby(["block", "aspect"])["book"].nunique()
    return table, {"all": time.perf_counter() - begun}


def _sheets(path: Path) -> dict[str, pd.DataFrame]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def _staffing(sheets: dict[str, pd.DataFrame]) -> dict[str, Any] | None:
    if "Кадры" not in sheets:
        return None
    grid = sheets["Кадры"]
    places: dict[str, int] = {}
    for _, line in grid.iterrows():
        for column, value in line.items():
            for start, name in COLUMNS.items():
                if isinstance(value, str) and value.startswith(start) and name not in places:
                    places[name] = int(str(column))
    for _, line in grid.iterrows():
        if any(isinstance(value, dt.datetime) and value == DAY for value in line):
            return {name: pd.to_numeric(line[at], "coerce") for name, at in places.items()}
    return None


def _lines(book: str, sheets: dict[str, pd.DataFrame]) -> list[tuple[str, int, str]]:
    """Give the aspects of the four blocks, each under a header «Аспект»."""
    columns: list[int] = []
    found = []
    for _, line in sheets.get("ТЗ-2 Заказ", pd.DataFrame()).iterrows():
        if columns:
            texts = enumerate(line[column] for column in columns)
            found += [(book, block, text) for block, text in texts if isinstance(text, str)]
        columns = columns or [int(str(c)) for c, value in line.items() if value == "Аспект"]
    return found


def _counts(sheets: dict[str, pd.DataFrame]) -> dict[str, int]:
    return {name: len(sheets[name].dropna(how="all")) for name in ("Практики", "План ОО")
            if name in sheets}  # fmt: skip

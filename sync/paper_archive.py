"""The archive of papers: what was signed or approved, as it was, beside its scan.

A paper goes to «Документы/Архив/<учебный год>» once, and nothing there is ever written again.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from docgen.rendering import document_date
from rules.cells import is_file_name
from rules.decisions import APPROVED, DATE, SCAN, SIGNED, STATUS, Decisions, decided
from rules.school_years import FIRST_MONTH, SchoolYear, school_year
from sync.folder import ARCHIVE, DOCUMENTS, Folder
from sync.paper_tabs import Paper

NO_SCAN = "Файла скана «{}» нет в папке района: проверьте имя в столбце «Скан (ссылка)»."


def archive_papers(store: Folder, papers: Sequence[Paper], decisions: Decisions) -> None:
    """Put the papers that are signed or approved into the archive, where they are not yet."""
    for paper in papers:
        signed = decided(decisions, paper.key, STATUS) in (SIGNED, APPROVED)
        if signed and paper.file is not None and (content := store.read(paper.file)):
            _archive(store, paper, content, decisions)


def _archive(store: Folder, paper: Paper, content: bytes, decisions: Decisions) -> None:
    signed = decided(decisions, paper.key, DATE) or document_date(content) or paper.changed
    year = paper.scope if school_year(paper.scope) else _year(signed)
    name = PurePosixPath(f"{DOCUMENTS}/{ARCHIVE}/{year}", PurePosixPath(str(paper.file)).name)
    _keep(store, name, content)
    scan = scan_file(store, decisions, paper.key)
    if scan is not None:
        _keep(store, name.with_name(f"{name.stem}, скан{scan.suffix.lower()}"), scan.read_bytes())


def _keep(store: Folder, name: PurePosixPath, content: bytes) -> None:
    if store.entry(str(name)) is None:
        store.create(str(name), content)


def _year(day: dt.date | None) -> str:
    """Name the school year of a day; «без даты» where nothing tells it."""
    if day is None:
        return "без даты"
    return SchoolYear(day.year if day.month >= FIRST_MONTH else day.year - 1).name


def scan_file(store: Folder, decisions: Decisions, key: str) -> Path | None:
    """Give the file of the district's folder that «Скан» names; None for a web link or none."""
    value = decided(decisions, key, SCAN)
    if not isinstance(value, str) or "://" in value:
        return None
    home = store.path.resolve()
    path = (home / value.replace("\\", "/")).resolve()
    within = path.is_relative_to(home) and not any(
        part.startswith(".") for part in path.relative_to(home).parts
    )
    return path if within and path.is_file() else None


def missing_scan(store: Folder, decisions: Decisions, key: str) -> str:
    """Say that the file that «Скан» names is not there; empty where it is, or names none."""
    value = decided(decisions, key, SCAN)
    named = isinstance(value, str) and is_file_name(value)
    return NO_SCAN.format(value) if named and scan_file(store, decisions, key) is None else ""

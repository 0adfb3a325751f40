"""Аналитическая справка о квалификации педагогов of the district, on one reporting date.

Conclusions are only such as the figures bear; what could not be computed is named with the reason.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.blanks import (
    decimal,
    line,
    named,
    numbers_of,
    percent,
    signatory,
    signed_percent,
    stated,
    told,
)
from docgen.plan import Signatory
from docgen.rendering import render
from docgen.russian import count, long_date
from docgen.typography import unquoted

ORGANISATIONS = ("организация", "организации", "организаций")
OF_ORGANISATIONS = ("организации", "организаций", "организаций")
IN_ORGANISATIONS = ("организации", "организациях", "организациях")
TEACHERS = ("педагог", "педагога", "педагогов")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A row of the passport's table: counts of people, shares in [0, 1]; None where not known.

    `quality` is КК, `change` its change against the date before; `marked` tells that a cell
    with an error lies beneath; `critical` is a number of ОО in rows of totals.
    """

    name: str
    total: int | None
    no_category: int | None
    first: int | None
    highest: int | None
    attested: int | None
    not_attested: int | None
    quality: float | None
    no_category_share: float | None
    attested_share: float | None
    change: float | None
    critical: int | None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """The organisations of one kind and their total; so many of them `covered` by data."""

    title: str
    rows: tuple[StaffRow, ...]
    total: StaffRow
    covered: int


@dataclass(frozen=True, slots=True)
class QualificationData:
    """All that the справка is made of.

    `critical_share` is the limit above which an ОО is in a critical state; `lacking` says of
    whom there is no figure or an unsure one, and why: (ОО, reason).
    """

    municipality: str | None
    project: str | None
    reporting_date: dt.date | None
    groups: tuple[StaffGroup, ...]
    district: StaffRow
    covered: int
    members: int
    critical_share: float
    lacking: tuple[tuple[str, str], ...]
    signs: Signatory


def render_qualification(template: bytes, data: QualificationData, day: dt.date) -> bytes:
    """Render the справка; TemplateError when the template is broken."""
    return render(template, qualification_values(data, day), day)


def qualification_values(data: QualificationData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    rows = [row for group in data.groups for row in group.rows]
    known = [row for row in rows if row.quality is not None]
    return {
        "municipality": unquoted(line(data.municipality)),
        "project": unquoted(line(data.project)),
        "reporting_date": long_date(data.reporting_date) if data.reporting_date else "",
        "data_date": long_date(day),
        "covered": data.covered,
        "members": count(data.members, *OF_ORGANISATIONS),
        "few": data.covered * 2 < data.members,
        "groups": [_group(group) for group in data.groups],
        "district": _row(data.district),
        "limit": percent(data.critical_share),
        "critical": [_row(row) for row in _critical(known)],
        "critical_words": f"{count(len(_critical(known)), *IN_ORGANISATIONS)} из {len(known)}",
        "dynamics": _dynamics(known),
        "able": [_row(row) for row in _able(known, data.district)],
        "lacking": [{"name": named(name), "reason": told(why)} for name, why in data.lacking],
        "conclusions": _conclusions(data, known),
        "tables": _tables(data, known),
        "signs": signatory(data.signs.post, data.signs.name),
    }


def _tables(data: QualificationData, known: Sequence[StaffRow]) -> dict[str, int]:
    """Number the tables after the first, those that stand in the document."""
    present = {
        "critical": _critical(known),
        "able": _able(known, data.district),
        "lacking": data.lacking,
        "organisations": data.groups,
    }
    return numbers_of(present, first=2)


def _group(group: StaffGroup) -> dict[str, object]:
    return {
        "title": group.title,
        "rows": [_row(row) for row in group.rows],
        "total": _row(group.total),
        "covered": f"{group.covered} из {len(group.rows)}",
    }


def _row(row: StaffRow) -> dict[str, str]:
    counts = ("total", "no_category", "first", "highest", "attested", "not_attested", "critical")
    shares = ("quality", "no_category_share", "attested_share")
    categories = None if row.first is None or row.highest is None else row.first + row.highest
    return (
        {"name": named(row.name), "mark": "*" if row.marked else ""}
        | {name: stated(getattr(row, name)) for name in counts}
        | {name: _share(getattr(row, name)) for name in shares}
        | {
            "with_category": stated(categories),
            "is_critical": "да" if row.critical else "",
            "change": stated(None) if row.change is None else signed_percent(row.change),
        }
    )


def _share(share: float | None) -> str:
    return stated(None) if share is None else percent(share)


def _critical(known: Sequence[StaffRow]) -> list[StaffRow]:
    found = [row for row in known if row.critical]
    return sorted(found, key=lambda row: -(row.no_category_share or 0))


def _able(known: Sequence[StaffRow], district: StaffRow) -> list[StaffRow]:
    """Give the ОО whose КК is above the district's and that have the highest category."""
    found = [row for row in known if row.highest and (row.quality or 0) > (district.quality or 0)]
    return sorted(found, key=lambda row: -(row.quality or 0))


def _dynamics(known: Sequence[StaffRow]) -> dict[str, str] | None:
    """Count the ОО whose КК grew, fell, stayed; None where no earlier date is known."""
    changes = [row.change for row in known if row.change is not None]
    if not changes:
        return None
    points = [round(change * 100) for change in changes]
    numbers = {
        "grew": sum(one > 0 for one in points),
        "fell": sum(one < 0 for one in points),
        "stayed": sum(one == 0 for one in points),
    }
    said = {name: count(number, *IN_ORGANISATIONS) for name, number in numbers.items()}
    return said | {"compared": count(len(points), *OF_ORGANISATIONS)}


def _conclusions(data: QualificationData, known: Sequence[StaffRow]) -> list[str]:
    """Say what the figures bear, and nothing more."""
    total = data.district
    said = []
    if total.quality is not None:
        said.append(
            f"первую или высшую квалификационную категорию имеют {percent(total.quality)} педагогов"
        )
    if total.first and total.highest and total.first != total.highest:
        less = "меньше" if total.first < total.highest else "больше"
        times = decimal(max(total.first / total.highest, total.highest / total.first), 1)
        said.append(
            f"педагогов с первой категорией в {times} раза {less}, чем с высшей "
            f"({total.first} и {total.highest})"
        )
    without = [row.name for row in known if not (row.first or 0) + (row.highest or 0)]
    if known and without:
        names = ", ".join(named(name) for name in without)
        said.append(f"нет ни одного педагога с категорией: {names}")
    elif known:
        said.append("в каждой организации, о которой есть данные, есть педагоги с категорией")
    critical = len(_critical(known))
    if critical:
        said.append(
            f"в критическом состоянии (без категории более {percent(data.critical_share)} "
            f"педагогов) – {count(critical, *ORGANISATIONS)}"
        )
    elif known:
        said.append("организаций в критическом состоянии нет")
    able = len(_able(known, total))
    if able:
        said.append(
            f"в {count(able, *IN_ORGANISATIONS)} доля педагогов с категорией выше районной и есть "
            "педагоги высшей категории: у них можно учиться"
        )
    return said

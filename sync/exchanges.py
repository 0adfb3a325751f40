"""Who learns from whom, gathered for the documents of each ОО."""

import datetime as dt

from docgen.exchange import Exchange, Meeting
from docgen.russian import short_date
from rules.report import Report


def exchanges_of(report: Report) -> dict[str, Exchange]:
    """Give the meetings of each ОО by code, as guest and as host, in order of the pairs."""
    names = report.district.organisations["short_name"]
    dates = report.joint_plan.schedule.dates.itertuples(index=False)
    days: dict[tuple[str, str, int], dt.date] = {(row[0], row[1], row[2]): row[3] for row in dates}
    learns: dict[str, list[Meeting]] = {}
    teaches: dict[str, list[Meeting]] = {}
    for row in report.matching.pairs.to_dict("records"):
        guest, host, aspect = row["guest"], row["host"], row["aspect"]
        day = days.get((host, aspect, row["sitting"]))
        when = short_date(day) if day else None
        title, form = report.district.catalogue.title(aspect), row["format"]
        form = form if isinstance(form, str) else None
        learns.setdefault(guest, []).append(Meeting(title, str(names.get(host, host)), form, when))
        teaches.setdefault(host, []).append(
            Meeting(title, str(names.get(guest, guest)), form, when)
        )
    return {
        org: Exchange(tuple(learns.get(org, ())), tuple(teaches.get(org, ())))
        for org in sorted({*learns, *teaches})
    }

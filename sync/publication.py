"""«Публикация»: the page of the district and the calendars, made with the documents.

Like a document each file is made anew only when its data change, and carries the day on which
they did. What a calendar said before stands in itself: no state is needed to number a change.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from docgen.calendars import CalendarData, render_calendar
from docgen.page import PageData, PageTemplate, render_page, stamp_of_page
from rules.findings import digest
from rules.report import Report
from sync import __version__
from sync.folder import CALENDARS, PUBLICATION, Folder, file_names
from sync.intake import Intake
from sync.paper_tabs import Paper
from sync.publication_data import calendars_data, empty_calendar, page_data, public_report
from sync.resources import read_text
from sync.stores import Wanted

ROOM = f"{PUBLICATION}/{CALENDARS}"
PAGE, DISTRICT_CALENDAR = f"{PUBLICATION}/index.html", f"{PUBLICATION}/plan.ics"


@dataclass(slots=True)
class Publication:
    """The files to publish: those that are wanted, those that wait for a later pass."""

    wanted: list[Wanted] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands there: the district's folder, what was read of it, the day of the pass.

    Without `make` what would change only waits.
    """

    store: Folder
    intake: Intake
    today: dt.date
    make: bool

    def is_made_of(self, name: str, made_of: str) -> bool:
        """Tell whether a file stands there as the worker made it, of the same data."""
        before = self.intake.files.get(name)
        return before is not None and before.wanted == made_of

    def must_wait(self, name: str) -> bool:
        """Tell whether a file is left to a later pass; one that somebody changed is not."""
        return not self.make and name not in self.intake.touched


def page_template() -> PageTemplate:
    """Give the texts that the page is made of."""
    return PageTemplate(*(read_text("page", f"page.{ending}") for ending in PageTemplate._fields))


def publication(report: Report, papers: Iterable[Paper], standing: Standing) -> Publication:
    """Make the page and the calendars."""
    shown, names = public_report(report)
    made = Publication()
    calendars = calendars_data(shown)
    files = _calendar_files(calendars)
    for org, calendar in calendars.items():
        _add_calendar(made, files[org], calendar, standing)
    for name in _of_nobody(files.values(), standing.intake):
        calendar = empty_calendar(shown, PurePosixPath(name).stem)
        _add_calendar(made, name, calendar, standing)
    addresses = {org: name.removeprefix(f"{PUBLICATION}/") for org, name in files.items() if org}
    _add_page(made, page_data(shown, names, tuple(papers), addresses), standing)
    return made


def _calendar_files(calendars: Mapping[str, CalendarData]) -> dict[str, str]:
    """Name the calendars by code: an address that people subscribed to outlasts a new name."""
    names = file_names({org: org for org in calendars if org}, ".ics")
    return {"": DISTRICT_CALENDAR, **{org: f"{ROOM}/{name}" for org, name in names.items()}}


def _of_nobody(known: Collection[str], intake: Intake) -> list[str]:
    """Give the calendars of ОО that plan nothing any more: what they said is taken back."""
    return [name for name in intake.files if name.startswith(f"{ROOM}/") and name not in known]


def _add_calendar(made: Publication, name: str, data: CalendarData, standing: Standing) -> None:
    made_of = digest(__version__, data)

    def rendered() -> bytes | None:
        return render_calendar(data, standing.store.read(name), standing.today)

    _add(made, name, made_of, rendered, standing)


def _add_page(made: Publication, data: PageData, standing: Standing) -> None:
    template = page_template()
    content = digest(data, *template)

    def rendered() -> bytes:
        stamp = stamp_of_page(standing.store.read(PAGE) or b"")
        day = stamp[0] if stamp and stamp[1] == content else standing.today
        return render_page(template, data, day, content)

    _add(made, PAGE, digest(__version__, content), rendered, standing)


def _add(
    made: Publication,
    name: str,
    made_of: str,
    rendered: Callable[[], bytes | None],
    standing: Standing,
) -> None:
    """Want a file, unless there is nothing to be said in it, or it waits."""
    if standing.is_made_of(name, made_of):
        made.wanted.append(Wanted(name, made_of))
    elif standing.must_wait(name):
        made.waiting.append(name)
    elif (content := rendered()) is not None:
        made.wanted.append(Wanted(name, made_of, document=content))

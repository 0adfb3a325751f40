"""«Публикация»: what a pass makes of a district, what it keeps, what it never shows."""

import csv
import datetime as dt

import pytest
from icalendar import Calendar
from lxml import html

from rules.decisions import DATE, SCAN, STATUS, document_key
from rules.public import public_text
from sync.demo import TODAY
from sync.folder import BOOKS, COORDINATOR, PUBLICATION
from sync.publication_data import page_data, public_report
from sync.resources import read_text
from tests.districts import made_report
from tests.sync.people import OYA, copy, decide, edit, files, found, go, opened, type_into

PAGE, PLAN = f"{PUBLICATION}/index.html", f"{PUBLICATION}/plan.ics"
OYA_PLAN = f"{PUBLICATION}/Календари/Ш-04.ics"
LATER = TODAY + dt.timedelta(days=4)


def published(folder):
    return {name: one for name, one in files(folder).items() if name.startswith(PUBLICATION)}


def text(folder):
    page = html.fromstring((folder / PAGE).read_bytes().decode())
    return " ".join(page.text_content().replace("\u00a0", " ").split())


def entries(folder, name=PLAN):
    calendar = Calendar.from_ical((folder / name).read_bytes())
    return {str(one["SUMMARY"]): one for one in calendar.walk("VEVENT")}


def set_term(folder, row, value):
    type_into(folder / BOOKS / OYA, "План ОО", f"B{row}", value)


def dated_row(folder):
    """Find a planned event of Ойская СШ with a day: the number of its row, its title."""
    sheet = opened(folder / BOOKS / OYA)["План ОО"]
    for row in sheet.iter_rows(min_row=2):
        if isinstance(row[1].value, dt.datetime) and not row[7].value:
            return row[1].row, row[2].value
    raise AssertionError("the demo plans an event on a day")


def test_a_pass_publishes_the_page_and_the_calendars(district):
    """The district's calendar holds those of the ОО; the page tells the date of the data."""
    assert {PAGE, PLAN, OYA_PLAN} <= published(district).keys()
    assert entries(district, OYA_PLAN).keys() < entries(district).keys()
    assert "Данные на 01.03.2022" in text(district)
    for name in published(district):
        if name.endswith(".ics"):
            Calendar.from_ical((district / name).read_bytes()).validate()


def test_what_did_not_change_is_not_written(district):
    """A pass of a later day that changes nothing of theirs leaves the files byte for byte."""
    go(district, LATER)  # the events that the first pass proposed are announced now
    before = published(district)
    done = go(district, LATER + dt.timedelta(days=1))
    assert not [name for name in done.published.written if name.startswith(PUBLICATION)]
    forgetful = copy(district, district.with_name("копия"), state=False)
    go(forgetful, LATER + dt.timedelta(days=1))
    assert published(forgetful) == before


def test_a_moved_event_is_renumbered_and_one_that_is_gone_is_cancelled(district):
    """What was published is read back from the calendar itself: the state is lost meanwhile."""
    row, title = dated_row(district)
    assert entries(district)[title]["SEQUENCE"] == 0
    set_term(district, row, "29.04.2022")
    moved = copy(district, district.with_name("копия"), state=False)
    go(moved, LATER)
    for name in (PLAN, OYA_PLAN):
        entry = entries(moved, name)[title]
        assert (entry["SEQUENCE"], entry["DTSTART"].dt) == (1, dt.date(2022, 4, 29))
    edit(moved / BOOKS / OYA, lambda book: book["План ОО"].delete_rows(row))
    go(moved, LATER)
    entry = entries(moved)[title]
    assert (entry["SEQUENCE"], entry["STATUS"]) == (2, "CANCELLED")
    assert "29.04.2022" not in text(moved)


def test_an_organisation_that_leaves_takes_its_events_back(district):
    """Its calendar stays at its address and says that everything is cancelled."""
    sheet = opened(district / COORDINATOR)["Реестр ОО"]
    row = next(cells[0].row for cells in sheet.iter_rows() if cells[0].value == "Ш-04")
    edit(district / COORDINATOR, lambda book: book["Реестр ОО"].delete_rows(row))
    go(district, LATER)
    assert {str(one["STATUS"]) for one in entries(district, OYA_PLAN).values()} == {"CANCELLED"}
    assert OYA.removesuffix(".xlsx") not in text(district)


def test_typing_into_the_page_is_put_right(district):
    """The program's own file is restored, what somebody wrote is kept as a copy."""
    go(district, LATER)
    before = published(district)
    typed = before[PAGE].decode().replace("Показатели района", "Показатели нашего района")
    (district / PAGE).write_text(typed, encoding="utf-8")
    done = go(district, LATER)
    assert published(district) == before
    assert any("index" in name for name in done.published.copies)


def test_a_dry_run_and_a_pass_without_documents_publish_nothing(district):
    """The first tells what would change; the second leaves it to the hour of documents."""
    before = published(district)
    row, _ = dated_row(district)
    set_term(district, row, "29.04.2022")
    told = go(district, LATER, dry_run=True).published.differences
    assert {PAGE, PLAN, OYA_PLAN} <= told.keys()
    go(district, LATER, with_documents=False)
    assert published(district) == before
    go(district, LATER)
    assert published(district)[PLAN] != before[PLAN]


def test_only_signed_documents_of_the_district_are_listed(district):
    """A draft is nobody's business; a signed one has its day, and a link that leads to the web."""
    assert "Подписанных и утверждённых документов пока нет" in text(district)
    keys = [document_key("project", "agreement", "", 1), document_key("2021-2022", "plan", "", 1)]
    decide(district, "Документы", STATUS.title, {keys[0]: "подписан", keys[1]: "на подписи"})
    decide(district, "Документы", DATE.title, {keys[0]: dt.date(2022, 2, 14)})
    decide(district, "Документы", SCAN.title, {keys[0]: "https://uo.example.ru/s.pdf"})
    go(district, LATER)
    page = html.fromstring((district / PAGE).read_bytes().decode())
    (table,) = page.xpath("//section[@id='documents']//tbody")
    cells = [cell.text_content() for cell in table.xpath("./tr/*")]
    assert cells == ["Соглашение", "подписан", "14.02.2022", ""]
    assert table.xpath(".//a/@href") == ["https://uo.example.ru/s.pdf"]


# --- what never stands there ------------------------------------------------------------------


def people_of_the_demo():
    """Give what the demo's tables tell of persons: names, and their own mailboxes."""
    rows = list(csv.DictReader(read_text("demo", "organisations.csv").splitlines()))
    rows += list(csv.DictReader(read_text("demo", "practices.csv").splitlines()))
    fields = [f"{who}_name" for who in ("head", "curator", "moderator", "specialist")]
    fields += ["curator_email", "moderator_email", "specialist_email"]
    told = {row.get(name) for row in rows for name in fields}
    told |= {(row.get("author") or "").split(",")[0] for row in rows}
    told |= {"Северьянова", "Громова Инесса"}
    return {one for one in told if one}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The whole demo, its book of settings opened once."""
    folder = found(tmp_path_factory.mktemp("whole") / "район", 29)
    go(folder)
    return folder


def test_no_person_of_the_demo_and_no_low_results_stand_there(whole):
    """Neither names (nor surnames with initials), nor mailboxes, nor anything of ШНОР."""
    everything = "\n".join(one.decode() for one in published(whole).values())
    everything = everything.replace("\r\n ", "").casefold()
    known = people_of_the_demo()
    assert len(known) > 100
    assert not [one for one in known if one.casefold() in everything]
    for word in ("шнор", "низкими", "слаборезульт"):
        assert word not in everything
    assert "uo@ermak.example.ru" in everything


def set_names(folder, value="да"):
    sheet = opened(folder / COORDINATOR)["Настройки"]
    row = next(r[0].row for r in sheet.iter_rows() if r[0].value == "Имена на странице")
    type_into(folder / COORDINATOR, "Настройки", f"B{row}", value)


def test_names_stand_there_only_by_the_setting(district):
    """With «да» the heads of the two institutions and authors of practices are named."""
    assert "Северьянова" not in text(district)
    set_names(district)
    go(district, LATER)
    assert "Северьянова Алла Вадимовна" in text(district)


def test_where_persons_are_kept_apart_the_setting_changes_nothing(tmp_path):
    """With «personal = local» no name leaves the machine, whatever the setting says."""
    folder = found(tmp_path / "район", 5, "local")
    set_names(folder)
    go(folder)
    everything = "\n".join(one.decode() for one in published(folder).values())
    assert not [one for one in people_of_the_demo() if one in everything]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Семинар для учителей", "Семинар для учителей"),
        ("Петрова Анна Ивановна, методист", "…, методист"),
        ("Петрова А.И.", "…"),
        ("зам. директора А. И. Петрова", "зам. директора …"),
        ("звонить 8 913 123-45-67", "звонить …"),
        ("почта anna@mail.example", "почта …"),
        ("Педагоги ШНОР района", "Педагоги … района"),
        ("Школы с низкими образовательными результатами", "…"),
        (None, None),
        (float("nan"), None),
    ],
)
def test_free_texts_are_cleaned(typed, shown):
    """What looks like a person, a telephone, a mailbox or ШНОР becomes «…»."""
    assert public_text(typed) == shown


def test_with_names_only_persons_stay():
    """The setting lets persons be named, and nothing else."""
    typed = "Петрова Анна Ивановна, 8 913 123-45-67, ШНОР"
    assert public_text(typed, names=True) == "Петрова Анна Ивановна, …, …"


# --- sparse districts -------------------------------------------------------------------------


@pytest.mark.parametrize("orgs", [1, 2])
def test_a_district_that_has_just_begun(orgs):
    """Without «Кадры», ТЗ-2 and events every part says so, and nothing is invented."""
    codes = {f"Ш-{number}": "Школа" for number in range(orgs)}
    shown, names = public_report(made_report({}, orgs=codes))
    data = page_data(shown, names, (), {})
    told = {one.title: one.value for one in data.indicators}
    assert told["Организаций в проекте"] == str(orgs)
    assert told["КК района"] == told["Вопросов, по которым нужна поддержка"] == "нет данных"
    assert (data.figures, data.heat_map, data.events_figure, data.months) == ((), None, None, ())


def test_terms_that_are_no_days_stand_under_their_month():
    """A month, a longer term and one that means nothing each have their place."""
    terms = ("март 2022", "в течение года", "когда-нибудь", "15.03.2020", "2 декада марта")
    rows = [{"term": term, "event": f"№ {number}"} for number, term in enumerate(terms)]
    shown, names = public_report(made_report({"Ш-1": ""}, tabs={"plan": {"Ш-1": rows}}))
    months = {
        month.title.replace("\u00a0", " "): [(one.date, one.title) for one in month.events]
        for month in page_data(shown, names, (), {}).months
    }
    assert months == {
        "Март 2022": [("март 2022", "№ 0"), ("2 декада марта", "№ 4")],
        "В течение срока": [("в течение года", "№ 1")],
        "Срок уточняется": [("", "№ 2"), ("", "№ 3")],
    }

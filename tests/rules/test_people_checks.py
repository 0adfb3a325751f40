"""Rules of a district that keeps personal data apart: what was typed, what comes out."""

import pytest

from rules.decisions import Decision
from rules.grid import Grid, position
from rules.nameless import BLANK, nameless
from rules.personal_cells import cell_faults, tab_message
from rules.personal_text import NOBODYS
from rules.reading import Reading, read
from rules.report import Inputs, report
from sync.document_data import agreement_data, recommendations_data
from sync.documents import documents
from sync.opened_books import open_book, searched_all
from sync.people_books import People, join_people
from sync.resources import forms, report_forms
from tests.districts import TODAY, found, registry

LOCAL = forms("local")
NAMES = {"head_name": "Петрова Анна Ивановна", "curator_name": "Зайцева Надежда Матвеевна",
         "moderator_name": "Исакова Инна Юрьевна",
         "specialist_name": "Бурцев Денис Олегович"}  # fmt: skip
CARD = {"code": "Ш-1", "short_name": "ОО Ш-1", "kind": "Школа", "head_post": "директор",
        "curator_appointed": "да", "moderator_appointed": "да", "specialist_appointed": "да",
        "order_number": "1-од", "order_date": "15.11.2021", "phone": "8 (39138) 2-03-13",
        "mailbox": "oya@shkoly.example.ru"}  # fmt: skip
PRACTICE = {"aspect": "ВСОКО", "practice": "Школа ВСОКО", "author": "завуч", "evidence": "Рост",
            "format": "семинар"}  # fmt: skip


def card_grid(name, values):
    lines = [[item.title, values.get(item.name)] for item in LOCAL[name].fields]
    return Grid(LOCAL[name].title, [["Показатель", "Значение"], *lines])


def table_grid(name, *rows):
    fields = LOCAL[name].fields
    cells = [[row.get(item.name) for item in fields] for row in rows]
    return Grid(LOCAL[name].title, [[item.title for item in fields], *cells])


def opened(*grids, audience="organisation"):
    wanted = {g.title for g in grids}
    return open_book(
        grids,
        {n: f for n, f in LOCAL.items() if f.audience == audience and f.title in wanted},
    )


def made(card=CARD, people=None, authors=(), practices=(), *more, department=None, **inputs):
    """Compute the report of one ОО whose persons, if any, stand in a book of their own."""
    book = opened(card_grid("organisation", card), table_grid("practices", *practices), *more)
    book = searched_all({"Ш-1": book}, LOCAL)["Ш-1"]
    readings = {name: [("Ш-1", reading)] for name, reading in book.tabs.items()}
    readings |= {
        "registry": [("", registry({"Ш-1": "Школа"}))],
        "settings": [("", read(card_grid("settings", {}), LOCAL["settings"]))],
    }
    persons = {}
    if people is not None:
        persons = {
            "people": [("Ш-1", read(card_grid("people", {"code": "Ш-1"} | people),
                                    LOCAL["people"]))],
            "authors": [("Ш-1", read(table_grid("authors", *authors), LOCAL["authors"]))],
        }  # fmt: skip
    if department is not None:
        persons["department"] = [
            ("", read(card_grid("department", department), LOCAL["department"]))
        ]
    made = report(
        Inputs(TODAY, report_forms("local"), join_people(readings, People(persons)), **inputs)
    )
    assert not made.crashes, made.crashes
    return made


@pytest.fixture(scope="module")
def nobody():
    """The report where there is no book of persons."""
    return made()


@pytest.fixture(scope="module")
def everybody():
    """The report where all persons are known, of one practice with its author."""
    return made(
        CARD, NAMES, [{"post": "Завуч", "person": "Рогова Анна Игоревна"}], [PRACTICE],
        department={"department_head": "Северьянова Алла Вадимовна", "compilers": "Зотова А. А."},
    )  # fmt: skip


def told(made, rule):
    return found(made, rule).to_dict("records")


# --- people.missing ------------------------------------------------------------------------------


def test_no_book_of_persons_is_one_thing_not_checked(nobody):
    """Without the book nothing is an error: one finding of the ОО says what to do."""
    rows = [row for row in told(nobody, "people.missing") if row["org"]]
    assert [(row["outcome"], row["severity"], row["tab"]) for row in rows] == [
        ("undecided", "advice", "Люди")
    ]
    assert "Заполните книгу «Люди»" in rows[0]["message"]
    assert not [row for row in told(nobody, "cell.required") if "ФИО" in row["message"]]


def test_a_full_book_is_not_told(everybody):
    """Whoever is named is not asked for."""
    assert told(everybody, "people.missing") == []


def test_what_the_book_lacks_is_named_by_role_and_post():
    """Empty lines and posts without a person are told together, nobody's name is."""
    people = NAMES | {"moderator_name": None}
    practices = [PRACTICE, PRACTICE | {"practice": "Ещё", "author": "учитель (2)"}]
    authors = [{"post": "Завуч", "person": "Рогова Анна Игоревна"}]
    (row,) = told(made(CARD, people, authors, practices, department={}), "people.missing")
    assert "«Модератор — ФИО»" in row["message"]
    assert "«учитель (2)»" in row["message"]
    assert not [name for name in ("Зайцева", "Рогова", "завуч") if name in row["message"]]


def test_the_department_is_asked_once(nobody):
    """Without the book of the department the coordinator is told."""
    rows = [row for row in told(nobody, "people.missing") if not row["org"]]
    assert len(rows) == 1
    assert "vzaimo forms" in rows[0]["message"]


def test_criterion_1_needs_no_names(nobody):
    """The group is appointed by roles, order, number and date, whoever is in it."""
    rows = nobody.monitoring
    (state,) = rows[(rows["org"] == "Ш-1") & (rows["criterion"] == "1")]["state"]
    assert state == "выполнено"


# --- rules that need persons ---------------------------------------------------------------------


def test_duties_are_undecided_without_names(nobody):
    """Nobody is blamed for what is not known."""
    (row,) = told(nobody, "organisation.duties")
    assert row["outcome"] == "undecided"


def test_duties_of_the_joined_rows():
    """One person in two roles is found over the join, in the tab where the name stands."""
    people = NAMES | {"moderator_name": "зайцева  надежда матвеевна"}
    (row,) = told(made(people=people), "organisation.duties")
    assert (row["outcome"], row["tab"], row["value"]) == ("fails", "Люди", "")
    assert "куратор и модератор" in row["message"]
    assert "зайцева" not in str(row).casefold()


def test_a_replaced_person_is_found(everybody):
    """A change of a name under the same order is found; the finding does not depend on names."""
    other = NAMES | {"curator_name": "Ушакова Софья Алексеевна"}
    (row,) = told(made(people=other, groups=everybody.groups), "organisation.replaced")
    third = NAMES | {"curator_name": "Орлова Мария Петровна"}
    (again,) = told(made(people=third, groups=everybody.groups), "organisation.replaced")
    assert row["basis"] == again["basis"]


# --- personal.text -------------------------------------------------------------------------------


TEXTS = [
    ({"days": "вторник, 8 913 123-45-67"}, "номер телефона"),
    ({"guests": "звоните 8 913 123-45-67"}, "номер телефона"),
    ({"link": "a.petrova@mail.example"}, "адрес электронной почты"),
    ({"author": "Рогова Анна Игоревна, завуч"}, "фамилию, имя и отчество"),
    ({"factors": "СНИЛС 112-233-445 95, a@b.example"}, "адрес электронной почты и СНИЛС"),
    ({"factors": "Пишите на oya@shkoly.example.ru, тел. 2-03-13"}, ""),
    ({"factors": "8 (39138) 2-03-13"}, ""),
    ({"evidence": "68 (2021) против 61 (2019), 89 131 234 567 руб."}, ""),
]
"""What stands in a practice, the kinds that are asked about (none: it is nobody's)."""


def test_personal_text():
    """Free text is asked about by its kind, in its cell, and never quoted by any finding."""
    practices = [PRACTICE | {"practice": f"П{n}"} | cells for n, (cells, _) in enumerate(TEXTS)]
    out = made(people=NAMES, practices=practices)
    rows = told(out, "personal.text")
    found_in = {position(row["place"])[0] - 1: row["message"] for row in rows}
    assert list(found_in) == [n for n, (_, words) in enumerate(TEXTS) if words]
    for number, message in found_in.items():
        assert message.startswith(f"Похоже на {TEXTS[number][1]}: ")
    assert {(row["severity"], row["tab"]) for row in rows} == {("question", "Практики")}
    said = out.findings.to_string()
    for secret in ("913 123", "a.petrova@", "Рогова", "112-233", "a@b"):
        assert secret not in said


def test_official_fields_are_exempt(everybody):
    """The telephone and mailbox of the organisation stand where they belong."""
    assert told(everybody, "personal.text") == []


def test_extra_columns_and_tabs_are_searched():
    """What stands in no field of a form, and in a tab of one's own, is found as well."""
    grid = table_grid("practices", PRACTICE)
    grid.rows[0].append("Контакты")
    grid.rows[1].append("8 913 123-45-67")
    book = opened(grid, Grid("Список", [["Тренер", "89131234567"]]))
    searched = searched_all({"x": book}, LOCAL)["x"]
    (fault,) = [one for one in searched.tabs["practices"].faults if one.rule == "personal.text"]
    assert "номер телефона" in fault.message
    (tab,) = [one for one in searched.faults if one.rule == "personal.text"]
    assert tab.tab == "Список"
    assert "B1" in tab.message
    assert "913" not in tab.message + fault.message


def test_withheld_columns_are_told_once():
    """A column that is to be deleted as a whole is not asked about cell by cell."""
    rows = [["Аспект", "Практика", "Автор"], ["ВСОКО", "П", "Рогова Анна Игоревна"]]
    grid = Grid("Практики", rows)
    reading = read(grid, LOCAL["practices"])
    assert list(cell_faults(grid, LOCAL["practices"], reading, NOBODYS)) == []


def test_an_explanation_holds_until_the_text_changes():
    """The basis tells another text from the same one, and too little to guess it."""

    def basis(text):
        grid = table_grid("practices", PRACTICE | {"days": text})
        faults = cell_faults(grid, LOCAL["practices"], Reading(), NOBODYS)
        return [fault.basis for fault in faults]

    one, other = basis("8 913 123-45-67"), basis("8 913 123-45-68")
    assert one == basis("8 913 123-45-67")
    assert one != other
    assert len(one[0]) == 2


def test_many_cells_of_a_tab():
    """A tab with many of them is told by its first cells and a count."""
    grid = Grid("Список", [[f"8 913 123-45-{n}"] for n in range(10, 20)])
    assert "A1, A2, A3, A4, A5 и ещё 5" in tab_message(grid, NOBODYS)
    assert tab_message(Grid("Список", [["Волейбол"]]), NOBODYS) == ""


def test_answers_are_searched():
    """What an ОО writes in its «Пояснение» is asked about, too."""
    key = "Ш-1 | tab.empty | Кадры |  | "
    decisions = {(key, "Пояснение"): Decision("звоните 8 913 123-45-67")}
    (row,) = told(made(people=NAMES, decisions=decisions), "personal.answer")
    assert (row["org"], row["tab"], row["severity"]) == ("Ш-1", "Проверка", "question")
    assert "913" not in row["message"]


# --- documents without persons --------------------------------------------------------------------


def test_documents_name_the_joined_persons(everybody):
    """Heads, the department, compilers come of the books of persons."""
    agreement = agreement_data(everybody)
    assert agreement.organisations[0].head == NAMES["head_name"]
    assert agreement.department.head == "Северьянова Алла Вадимовна"
    assert recommendations_data(everybody).compilers == ("Зотова А. А.",)


def test_nameless_documents_have_lines(everybody):
    """Posts stay, persons are gone: nothing known in cards, a line in rows."""
    report = nameless(everybody)
    party = agreement_data(report).organisations[0]
    assert (party.post, party.head) == ("директор", None)
    assert agreement_data(report).department.head is None
    assert recommendations_data(report).compilers == ()
    assert list(report.district.practices["author_person"]) == [BLANK]
    assert list(report.district.practices["author"]) == ["завуч"]


def test_nameless_changes_nothing_else(everybody):
    """What holds no person is the very same."""
    report = everybody
    without = nameless(report)
    assert without.findings is report.findings
    assert without.district.tables["plan"] is report.district.tables["plan"]
    different = [
        one.name
        for one, other in zip(documents(report), documents(report, persons=False), strict=True)
        if one.data != other.data
    ]
    named = ["agreement", "plan", "recommendations", "project_report", "order", "own_plan"]
    assert list(dict.fromkeys(different)) == named

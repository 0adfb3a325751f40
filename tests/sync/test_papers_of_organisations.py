"""The documents of each ОО, and those beside a signed agreement, from the books to the files."""

import datetime as dt

import pytest

from docgen.agreement_facts import carried
from rules.decisions import STATUS, Decision, document_key
from rules.grid import Grid
from rules.nameless import BLANK
from rules.reading import read
from sync.documents import KINDS, documents, frozen_files, names_of
from sync.folder import COORDINATOR, DOCUMENTS
from sync.resources import forms
from tests.districts import made_report
from tests.docgen.papers import opened, text
from tests.sync.people import copy, decide, edit, files, found, go, rows

AGREEMENT = document_key("project", "agreement", "", 1)
OYA, FIRST = "МБОУ «Ойская СШ»", "МБОУ «Ермаковская СШ № 1»"
OWN = {"Приказ о группе ответственных", "План мероприятий", "Справка об участии"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a demo district of four ОО, the third a филиал, with a pass over it."""
    folder = found(tmp_path_factory.mktemp("papers") / "район", 4)
    go(folder)
    return folder


@pytest.fixture(scope="module")
def signed(made, tmp_path_factory):
    """Sign the agreement, let one ОО join after it and one leave, and the department move."""
    folder = copy(made, tmp_path_factory.mktemp("signed") / "район")
    decide(folder, "Документы", "Статус", {AGREEMENT: "подписан"})
    decide(folder, "Документы", "Дата", {AGREEMENT: dt.date(2021, 12, 20)})
    edit(folder / COORDINATOR, _join_leave_move)
    go(folder)
    return folder


def _join_leave_move(book):
    registry = book["Реестр ОО"]
    values = [[cell.value for cell in row] for row in registry.iter_rows()]
    header = next(n for n, row in enumerate(values) if "Код" in row)
    columns = {title: n for n, title in enumerate(values[header], start=1) if title}
    names = [row[columns["Краткое наименование"] - 1] for row in values]
    registry.cell(
        names.index("МБОУ «Ермаковская СШ № 1»") + 1,
        columns["Участвует с"],
        dt.datetime(2022, 2, 1),
    )
    registry.cell(names.index(OYA) + 1, columns["Участвует по"], dt.datetime(2022, 4, 30))
    for row in book["Настройки"].iter_rows():
        if row[0].value == "Управление образования — адрес":
            row[1].value = "с. Новое, ул. Мира, д. 1"


def paper(folder, name):
    return text(opened((folder / DOCUMENTS / f"{name}.docx").read_bytes()))


def names_of_files(folder):
    return {path.stem for path in (folder / DOCUMENTS).iterdir()}


def test_every_organisation_has_its_papers(made):
    """An order, a plan and a справка each, named after the ОО, and a row in «Документы»."""
    names = names_of_files(made)
    for title in (
        f"Приказ о группе ответственных {OYA}",
        f"План мероприятий {OYA} 2021-2022",
        f"Справка об участии {OYA} 2021-2022",
    ):
        assert title in names
    own = [row for row in rows(made, tab="Документы") if row["ОО"] != "Район"]
    assert len(own) == 4 * 3
    assert {row["Документ"] for row in own} == {
        "Приказ о группе ответственных",
        "План мероприятий",
        "Справка об участии",
    }


def test_the_order_of_a_branch_is_its_parents(made):
    """Its head and its name stand on it; the филиал is named in the text."""
    (name,) = [
        name for name in names_of_files(made) if "Приказ" in name and "Новоозёрновская" in name
    ]
    words = paper(made, name)
    assert "учреждение «Ермаковская средняя школа № 2»\n\n\nПРИКАЗ" in words
    assert "в филиале МБОУ «Ермаковская СШ № 2» «Новоозёрновская ОШ»" in words


def test_a_change_of_one_organisation_renews_its_order_only(made, tmp_path):
    """Another site: the order is made anew, no other organisation's is."""
    folder = copy(made, tmp_path / "район")
    before = files(folder)

    def change(workbook):
        for row in workbook["Паспорт ОО"].iter_rows():
            if row[0].value == "Сайт":
                row[1].value = "https://new.example.ru"

    edit(folder / "Организации" / f"{OYA}.xlsx", change)
    go(folder)
    after = files(folder)
    changed = {name for name in after if after[name] != before.get(name) and "Приказ" in name}
    assert changed == {f"{DOCUMENTS}/Приказ о группе ответственных {OYA}.docx"}
    assert "https://new.example.ru" in paper(folder, f"Приказ о группе ответственных {OYA}")


def test_an_unsigned_agreement_has_no_papers_beside_it(made):
    """Before it is signed whoever joins or leaves is simply in it or not."""
    assert not {name for name in names_of_files(made) if name.startswith(("Лист", "Увед", "Допол"))}


def test_who_joins_leaves_or_moves_after_signing(signed, made):
    """The signed file stays as it is; each change has a paper of its own."""
    name = f"{DOCUMENTS}/Соглашение.docx"
    assert files(signed)[name] == files(made)[name]
    assert "Соглашение, версия 2" not in names_of_files(signed)
    assert "участвует с 1 февраля 2022 г." in paper(
        signed, "Лист присоединения МБОУ «Ермаковская СШ № 1»"
    )
    assert "30 апреля 2022 г." in paper(signed, f"Уведомление о выходе {OYA}")
    words = paper(signed, "Дополнительное соглашение")
    assert "с. Новое, ул. Мира, д. 1" in words
    assert "от 20 декабря 2021 г." in words


def test_an_organisation_that_has_left_keeps_its_notice(signed, tmp_path):
    """After its last day it takes part no more, yet the notice is there to be signed."""
    folder = copy(signed, tmp_path / "район")
    decide(
        folder,
        "Документы",
        "Статус",
        {document_key("project", "withdrawal", "Ш-04", 1): "на подписи"},
    )
    before = files(folder)[f"{DOCUMENTS}/Уведомление о выходе {OYA}.docx"]
    go(folder, dt.date(2022, 5, 2))
    assert files(folder)[f"{DOCUMENTS}/Уведомление о выходе {OYA}.docx"] == before
    rows_ = [
        row for row in rows(folder, tab="Документы") if row["Документ"] == "Уведомление о выходе"
    ]
    assert [row["Статус"] for row in rows_][:1] == ["на подписи"]
    assert "Дополнительное соглашение" in names_of_files(folder)


def test_an_agreement_carries_its_facts_for_later(made):
    """What it was made of is read back from the file itself."""
    facts = carried((made / DOCUMENTS / "Соглашение.docx").read_bytes())
    assert [one.short_name for one in facts.organisations][-1] == OYA


def test_versions_for_upload_name_nobody():
    """With persons kept apart the papers of the ОО have lines in their place."""
    card = {
        "full_name": "Школа", "head_name": "Петрова Анна Ивановна", "head_post": "директор",
        "curator_name": "Зуев Пётр Ильич", "curator_post": "завуч",
    }  # fmt: skip
    report = made_report(
        {"Ш-1": ""}, cards={"Ш-1": card}, settings={"department_head": "Северьянова Алла Вадимовна"}
    )
    for document in documents(report, persons=False):
        said = repr(document.data)
        assert not [name for name in ("Петрова", "Зуев", "Северьянова") if name in said]
    (order,) = [one for one in documents(report, persons=False) if one.name == "order"]
    assert order.data.members[0].post == "завуч"
    assert BLANK not in repr(order.data)


def test_two_organisations_of_one_name_have_two_files():
    """The second gets its code; a frozen file is found by the same name."""
    grid = [["Код", "Краткое наименование", "Вид"]]
    grid += [[code, "Школа", "Школа"] for code in ("Ш-1", "Ш-2")]
    own = read(Grid("Реестр ОО", grid), forms()["registry"])
    report = made_report({"Ш-1": ""}, readings={"registry": [("", own)]})
    orders = {one.org: one.file(1) for one in documents(report) if one.name == "order"}
    title = "Приказ о группе ответственных Школа"
    assert orders == {"Ш-1": f"{title}.docx", "Ш-2": f"{title} Ш-2.docx"}
    decided = {(document_key("project", "order", "Ш-2", 1), STATUS.title): Decision("подписан")}
    names = names_of(report.district.tables["registry"])
    assert frozen_files(decided, names) == {orders["Ш-2"]}


def test_every_kind_has_a_template_of_its_own():
    """No two kinds share a title or a template."""
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.template for kind in KINDS.values()}) == len(KINDS)

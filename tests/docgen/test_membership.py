"""Joining, leaving and changing a signed agreement, as documents."""

import dataclasses
import datetime as dt

import pytest

from docgen.agreement import AgreementData, Stage
from docgen.agreement_facts import carried, carrying, render_signed_once
from docgen.amendment import (
    AmendmentData,
    alterations,
    parties_now,
    render_amendment,
    without_persons,
)
from docgen.membership import MembershipData, Signed, addressee, render_membership
from docgen.rendering import TemplateError, document_date, stamp_of, stamped
from sync.resources import read_bytes
from tests.docgen.papers import is_official, opened, repeats_headers, rows, text
from tests.docgen.test_agreement import DATA, DAY, UNKNOWN, party

SIGNED = Signed(
    "Взаимообучение", "Ермаковский район", "с. Ермаковское", dt.date(2021, 12, 20), "14"
)
PAPER = MembershipData(SIGNED, party("Управление"), party("Новая & <w:p>"), dt.date(2022, 2, 1))
NOTHING = MembershipData(Signed(None, None, None, None, None), UNKNOWN, UNKNOWN, None)


def made(name, data=PAPER):
    return opened(render_membership(read_bytes("documents", f"{name}.docx"), data, DAY))


@pytest.mark.parametrize("name", ["accession", "withdrawal"])
@pytest.mark.parametrize("data", [PAPER, NOTHING], ids=["known", "unknown"])
def test_papers_of_one_organisation_are_official(name, data):
    """Layout of the standard; no hole and no «None» whatever is missing."""
    document = made(name, data)
    is_official(document)
    words = text(document)
    assert "None" not in words
    assert "____" in words
    assert "  " not in words


def test_who_joins_takes_the_agreement_as_it_is():
    """The sheet names the agreement, who acts for the ОО, from when, and both sign."""
    words = text(made("accession"))
    assert "от 20 декабря 2021 г. № 14" in words
    assert (
        "Муниципальное учреждение «Новая & <w:p>» (МУ «Новая & <w:p>») (далее – Организация)"
        in words
    )
    assert "в лице директора Петровой Анны Ивановны, действующей на основании Устава" in words
    assert "участвует с 1 февраля 2022 г." in words
    assert words.count("М. П.") == 2


def test_who_leaves_tells_the_department():
    """The notice goes to the head of the department, in the dative, and names the last day."""
    words = text(made("withdrawal"))
    assert "Директору\nМУ «Управление»\nПетровой Анне Ивановне" in words
    assert "Последний день участия в проекте: 1 февраля 2022 г." in words
    assert "О выходе из Соглашения" in words
    assert addressee(UNKNOWN)["name"].startswith("____")


def test_blocks_of_signatures_are_not_split():
    """A block is one row that cannot be split, kept with the next paragraph."""
    document = made("accession")
    blocks = [
        table
        for table in document.tables
        if "М.\u00a0П." in table._tbl.xml or "М. П." in table._tbl.xml
    ]
    assert len(blocks) == 2
    for table in blocks:
        assert len(table.rows) == 1
        assert table.rows[0]._tr.xpath("./w:trPr/w:cantSplit")
    assert document.styles["Реквизиты"].paragraph_format.keep_with_next


# --- Дополнительное соглашение ----------------------------------------------------------------

MOVED = dataclasses.replace(
    DATA.organisations[0], address="662820, с. Новое", head="Зуев Пётр Ильич"
)
NOW = dataclasses.replace(
    DATA,
    organisations=(MOVED, *DATA.organisations[2:], party("Пятая", ogrn="5", inn="5")),
    end=dt.date(2025, 5, 31),
    stages=(Stage("Разработка Соглашения", "Декабрь 2021", "УО"), Stage("Отчёт", "Май 2024", None)),
)


def numbered(data):
    """Give parties numbers of their own, as the real ones have."""
    told = [dataclasses.replace(one, ogrn=None, inn=None) for one in data.organisations]
    return dataclasses.replace(data, organisations=tuple(told))


BEFORE, AFTER = numbered(DATA), numbered(NOW)


def test_what_changed_is_told_item_by_item():
    """Terms, stages, details of parties; who joined or left has a paper of its own."""
    found = {one.subject: (one.before, one.after) for one in alterations(BEFORE, AFTER)}
    assert found == {
        "Окончание проекта": ("31\u00a0октября 2024\u00a0г.", "31\u00a0мая 2025\u00a0г."),
        "Этап «Разработка Соглашения»: срок и ответственный": (
            "Ноябрь 2021, УО",
            "Декабрь 2021, УО",
        ),
        "Этап «Работа»: срок и ответственный": ("без срока", ""),
        "Этап «Отчёт»: срок и ответственный": ("", "Май 2024"),
        "МУ «Первая»: адрес": (
            "662820, с.\u00a0Ермаковское, ул.\u00a0Ленина, д.\u00a06",
            "662820, с.\u00a0Новое",
        ),
        "МУ «Первая»: руководитель": ("Петрова Анна Ивановна", "Зуев Пётр Ильич"),
    }
    assert [one.short_name for one in parties_now(BEFORE, AFTER)] == [
        "МУ «Первая»",
        "МУ «Третья»",
        "МБОУ «Без сведений»",
    ]


def test_nothing_changed_is_no_amendment():
    """The same data have no alterations; without persons a new head is none."""
    assert alterations(DATA, DATA) == ()
    changed = alterations(without_persons(BEFORE), without_persons(AFTER))
    assert not [one for one in changed if "руководитель" in one.subject]


def test_a_party_that_changed_its_name_is_known_by_its_number():
    """ОГРН stays: the new name is an alteration, not a party that joined."""
    before = AgreementData(
        UNKNOWN, UNKNOWN, (party("Старая", ogrn="77"),), None, None, None, None, None, (), ()
    )
    now = dataclasses.replace(
        before, organisations=(party("Новая", ogrn="77", address=party("Старая").address),)
    )
    assert [one.subject.split(": ")[1] for one in alterations(before, now)] == [
        "полное наименование",
        "краткое наименование",
    ]


def test_the_amendment_is_an_official_paper():
    """A table of changes with its header repeated, a block for each party that signs."""
    changed = alterations(BEFORE, AFTER)
    data = AmendmentData(SIGNED, NOW.department, NOW.centre, parties_now(BEFORE, AFTER), changed)
    template = read_bytes("documents", "amendment.docx")
    document = opened(render_amendment(template, data, DAY))
    is_official(document)
    repeats_headers(document)
    (table,) = [table for table in document.tables if table.style.name == "Table Grid"]
    assert [row[0] for row in rows(table)[1:]] == ["1", "2", "3", "4", "5", "6"]
    assert rows(table)[3][3] == "–"
    words = text(document)
    assert words.count("М. П.") == 5
    assert "составлено в 5 экземплярах" in words
    assert render_amendment(template, data, DAY) == render_amendment(template, data, DAY)
    with pytest.raises(TemplateError):
        render_amendment(read_bytes("documents", "plan.docx"), data, DAY)


# --- what an agreement carries ----------------------------------------------------------------


def test_an_agreement_carries_what_it_was_made_of():
    """The facts come back from the file, whatever stands in them, and stay with the stamp."""
    template = read_bytes("documents", "agreement.docx")
    hostile = dataclasses.replace(DATA, project="&<>\"'{{ x }}\n\u0007", separate=True)
    for data in (DATA, hostile):
        content = stamped(render_signed_once(template, data, DAY), "abc123")
        assert carried(content) == data
        assert (stamp_of(content), document_date(content)) == ("abc123", DAY)
        assert opened(content).paragraphs
        assert content == stamped(render_signed_once(template, data, DAY), "abc123")


def test_facts_are_written_once():
    """Writing them again replaces them; a file without them, or a broken one, has none."""
    template = read_bytes("documents", "agreement.docx")
    twice = carrying(carrying(template, DATA), NOW)
    assert carried(twice) == NOW
    assert carried(template) is None
    assert carried(b"PK broken") is None

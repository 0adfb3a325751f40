"""The page of the district: one file, true with sparse data, safe with any text."""

import dataclasses
import datetime as dt
import io
import re

import pytest
from lxml import html

from docgen.page import (
    Contact,
    Indicator,
    MapRow,
    Month,
    PageData,
    PageEvent,
    PublicDocument,
    PublicPractice,
    render_page,
    stamp_of_page,
    web_address,
)
from rules.figures import Bars, HeatMap, Series
from rules.problem_map import COVERED, DEFICIT
from sync.publication import page_template

DAY = dt.date(2022, 3, 1)
NASTY = "<script>alert('я')</script> & \"x\" {{ 7*7 }}"
EVENT = PageEvent("10.03.2022", "Семинар", 0, (1,), "методист", "учителя", "умеют",
                  "запланировано", cancelled=False)  # fmt: skip
EMPTY = PageData(None, None, "2021–2022", (), (), None, None, (), (), (), (), (), ())
FULL = PageData(
    project="«Взаимообучение ОО»",
    municipality="Район",
    year="2021–2022",
    indicators=(Indicator("КК района", "52,7 %", "на 30.06.2021"),),
    figures=(Bars("КК", "доля", ("А",), (Series("КК", (0.5,)),), share=True),),
    heat_map=HeatMap("Карта", ("Чтение",), ("Первая",), {(0, 0): "Н"}),
    events_figure=Bars("План", "число", ("Март",), (Series("проведено", (1,)),), stacked=True),
    organisations=("Первая", "Вторая"),
    rows=(
        MapRow("Чтение", "педагогический", DEFICIT, True, (0,), (), ()),
        MapRow("Счёт", "педагогический", COVERED, False, (0,), (1,),
               (PublicPractice("Урок", 1, "мастер-класс", None, "https://a.example/1"),)),
    ),
    months=(
        Month("Февраль 2022", dt.date(2022, 2, 1), (dataclasses.replace(EVENT, cancelled=True),)),
        Month("Март 2022", dt.date(2022, 3, 1), (EVENT,)),
        Month("Срок уточняется", None, (dataclasses.replace(EVENT, date=""),)),
    ),
    calendars=((1, "Календари/Ш 2.ics"),),
    documents=(PublicDocument("Соглашение", "подписан", DAY, "7", "https://a.example/s.pdf"),
               PublicDocument("План", "утверждён", None, None, "сканы/план.pdf")),
    contacts=(Contact("Управление", None, "с. Село", "8 (39138) 2-00-01", "uo@a.example"),),
)  # fmt: skip


def made(data=FULL, day=DAY):
    return render_page(page_template(), data, day, "0123abc")


def tree(data=FULL):
    return html.parse(io.BytesIO(made(data)), html.HTMLParser(encoding="utf-8")).getroot()


def words(node):
    return " ".join(node.text_content().replace("\u00a0", " ").split())


@pytest.mark.parametrize("data", [EMPTY, FULL], ids=["empty", "full"])
def test_nothing_is_asked_of_anybody(data):
    """No script, style, picture or font comes from elsewhere, and the page forbids it itself."""
    page = tree(data)
    assert not page.xpath("//script[@src]|//img|//iframe|//object|//embed|//*[@srcset]|//base")
    assert [link.get("href") for link in page.xpath("//link")] == ["data:,"]
    style = "".join(page.xpath("//style/text()"))
    assert not re.search(r"url\(|@import|@font-face|https?:", style)
    assert not re.search(r"fetch|XMLHttpRequest|import\(|https?:", page.xpath("//script")[0].text)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_a_page_of_nothing_says_so():
    """Each part that has nothing yet says that, and there is no empty table, list or filter."""
    page = tree(EMPTY)
    text = words(page)
    for said in ("карта появится, когда будет первый ответ", "пока нет", "Контакты ещё не указаны"):
        assert said in text
    assert not page.xpath("//table|//figure|//select|//ul[not(li)]")
    assert not re.search(r"None|nan|NaT|\b0 ОО", text)


def test_every_part_can_be_reached_and_has_a_name():
    """Links of the navigation lead somewhere, sections and tables are named, ids unique."""
    page = tree()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for target in page.xpath("//a[starts-with(@href, '#')]/@href"):
        assert target[1:] in ids
    for table in page.xpath("//table"):
        named = (
            table.xpath("caption") or table.get("aria-labelledby") or table.xpath("../@aria-label")
        )
        assert named
        assert table.xpath(".//th[@scope='col']")
    for field in page.xpath("//select|//input"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")
    assert page.get("lang") == "ru"


def test_without_a_script_everything_is_there():
    """Filters stay hidden; rows, names of organisations, events of closed months are not."""
    page = tree()
    assert all(one.get("hidden") is not None for one in page.xpath("//fieldset"))
    assert not page.xpath("//tr[@hidden]")
    row, _ = page.xpath("//table[@id='map-table']/tbody/tr")
    assert words(row).startswith("Чтение совместный вопрос педагогический 1 ООПервая 0 дефицит")
    assert [month.get("open") is not None for month in page.xpath("//details[@class='month']")] == [
        False, True, True
    ]  # fmt: skip


def test_text_of_people_is_text():
    """Markup that somebody typed as a name of an ОО, an event or a contact is only shown."""
    data = dataclasses.replace(
        FULL,
        organisations=(NASTY, NASTY),
        project=NASTY,
        rows=(dataclasses.replace(FULL.rows[1], title=NASTY),),
        months=(Month(NASTY, None, (dataclasses.replace(EVENT, title=NASTY, result=NASTY),)),),
        figures=(dataclasses.replace(FULL.figures[0], labels=(NASTY,), note=NASTY),),
        heat_map=dataclasses.replace(FULL.heat_map, rows=(NASTY,), columns=(NASTY,)),
        contacts=(Contact(NASTY, None, NASTY, NASTY, None),),
    )
    page = tree(data)
    assert len(page.xpath("//script")) == 1
    assert "alert" not in page.xpath("//script")[0].text
    (heading,) = page.xpath("//h1")
    assert words(heading).startswith("<script>alert('я')</script>")
    assert "{{ 7*7 }}" in words(heading)


@pytest.mark.parametrize(
    ("typed", "link"),
    [("https://a.example/x?y=1", "https://a.example/x?y=1"), (" http://a.example ", "http://a.example"),
     ("сканы/план.pdf", ""), ("javascript:alert(1)", ""), ("https://a.example/ javascript:x", ""),
     ("//a.example", ""), ('https://a.example/"onclick="x', ""), (None, "")],
)  # fmt: skip
def test_only_a_web_address_is_a_link(typed, link):
    """A path, a script or an address with something behind it is no link."""
    assert web_address(typed) == link


def test_links_of_documents_contacts_and_calendars():
    """A scan that lies on the web is linked, one in a folder is not; addresses are encoded."""
    page = tree()
    links = dict(zip(page.xpath("//a/text()"), page.xpath("//a/@href"), strict=True))
    assert links["Соглашение"] == "https://a.example/s.pdf"
    assert "План" not in links or links["План"] == "#plan"
    assert links["8\u00a0(39138)\u00a02\u201100\u201101"] == "tel:+73913820001"
    assert (
        links["Вторая"] == "%D0%9A%D0%B0%D0%BB%D0%B5%D0%BD%D0%B4%D0%B0%D1%80%D0%B8/%D0%A8%202.ics"
    )


def test_the_page_carries_its_day():
    """Same data, same bytes; the day and the digest can be read back."""
    assert made() == made()
    assert stamp_of_page(made()) == (DAY, "0123abc")
    assert stamp_of_page(b"<html>") is None
    assert stamp_of_page(made().replace(b"2022-03-01", b"2022-02-31")) is None
    assert words(tree()).count("Данные на 01.03.2022") >= 4

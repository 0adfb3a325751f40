"""The recommendations: what they say, and that they never say more than is known."""

import dataclasses
import datetime as dt

import pytest
from docx.oxml.ns import qn

from docgen.charts import bar_chart
from docgen.recommendations import (
    Agreement,
    Consultant,
    HeldEvent,
    KindNeeds,
    Practice,
    Problem,
    Rating,
    RatingRow,
    RecommendationsData,
    TakenOver,
    render_recommendations,
)
from sync.resources import read_bytes
from tests.docgen.papers import is_fit_to_print, opened, rows, text

DAY = dt.date(2022, 3, 1)
PRACTICE = Practice(
    host="МБОУ «Первая»",
    contacts=("8 (39138) 2-00-10",),
    practice="Чтение в каждом предмете.",
    author="Белова Ирина Андреевна, учитель",
    factors="Задания общие",
    evidence="Выросло с 44 до 63 %",
    takeaway=None,
    format="мастер-класс",
    guests=10,
    times=2,
    responsible="завуч",
    link=None,
)
SOLVED = Problem(
    title="Чтение",
    process="педагогический",
    joint=True,
    place=1,
    place_from=1,
    place_to=3,
    score=0.7132,
    organisations=13,
    share=13 / 27,
    people=126,
    offers=("МБОУ «Первая»", "МБОУ «Вторая»"),
    practices=(PRACTICE,),
    held=(HeldEvent("МБОУ «Первая»", "Мастер-класс «Чтение»", dt.date(2022, 2, 3)),),
    near=(),
)
UNSOLVED = dataclasses.replace(
    SOLVED, title="Кадровый дефицит", process="управленческий", joint=False, place=2, people=None,
    place_from=2, place_to=2, offers=(), practices=(), held=(),
    near=(("Школа наставника.", "МБОУ «Третья»"),),
)  # fmt: skip
DATA = RecommendationsData(
    project="Взаимообучение ОО",
    municipality="Ермаковский район",
    department="Управление образования",
    centre="МБУ «ИМЦ»",
    council="методическим советом",
    compilers=("Громова И. П., директор",),
    year="2021–2022",
    organisations=29,
    answered=27,
    agreements=(
        Agreement("педагогический", "different", 0.1134, 27),
        Agreement("управленческий", "unknown", None, 1),
    ),
    problems=(SOLVED, UNSOLVED),
    kinds=(KindNeeds("Школы", 17, (("Чтение", 12),)),),
    formats=(("семинар", 31), ("онлайн", 3)),
    ratings=(Rating("Нужна поддержка", (RatingRow(1, 1, 3, "Чтение", 0.7132, 13, 126),)),
             Rating("Готовы представить", ())),
    consultants=(Consultant("ВСОКО", (("МБОУ «Первая»", ("8 (39138) 2-00-10",)),)),),
)  # fmt: skip


def made(**changes):
    data = dataclasses.replace(DATA, **changes)
    return opened(
        render_recommendations(read_bytes("documents", "recommendations.docx"), data, DAY)
    )


def words(**changes):
    return text(made(**changes))


def test_the_document_is_whole():
    """Title page, contents as a field, chapters as headings, charts with alternative texts."""
    document = made()
    is_fit_to_print(document)
    fields = "".join(node.text or "" for node in document.element.iter(qn("w:instrText")))
    assert 'TOC \\o "1-2"' in fields
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "1. Как составлены рекомендации",
        "2. Ведущие проблемы",
        "3. Проблемы, решение которых есть в районе",
        "4. Проблемы без решения внутри района",
        "5. Приоритеты организаций разных видов",
        "6. Формы и способы организации работы в ОО",
        "Приложение 1. Рейтинги аспектов",
        "Приложение 2. ОО, готовые быть консультантами по управлению",
        "Приложение 3. Как считались рейтинги",
    ]
    contents = [p.text for p in document.paragraphs if p.style.name == "toc 1"]
    assert contents == headings
    drawings = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert drawings == [
        "Диаграмма: сколько организаций назвали проблему. Чтение – 13.",
        "Диаграмма: сколько организаций назвали проблему. Кадровый дефицит – 13.",
    ]


def test_title_page():
    """Who considered it, who compiled it; a line where that is not known."""
    found = words()
    assert "Рассмотрено методическим советом" in found
    assert "Составители:\nГромова И. П., директор" in found
    assert "Составители:\n____" in words(compilers=())


def test_how_sure_it_is():
    """How many answered and how far they agree stands at the beginning, W in brackets."""
    found = words()
    assert "заполнили 27 из 29 участвующих ОО (93 %); данные на 01.03.2022" in found
    assert "Педагогический процесс: рейтинги составили 27 организаций; приоритеты ОО" in found
    assert "показаны и по видам ОО (W = 0,11)." in found
    assert "1 организация; сравнивать рейтинги пока рано: ответов слишком мало." in found
    assert "выводы предварительные" not in found
    assert "выводы предварительные" in words(answered=14)
    assert "выводы предварительные" not in words(answered=15)


def test_a_problem_with_a_solution():
    """What ОО say, who solved it and how, in what form to take it over, what was held."""
    found = words()
    assert "Место в рейтинге: 1 (разброс 1–3). Назвали ОО: 13 (48 % заполнивших)." in found
    assert "МБОУ «Первая». Чтение в каждом предмете. Автор: Белова Ирина Андреевна" in found
    assert "Подтверждение результата. Выросло с 44 до 63 %." in found
    assert "мастер-класс, гостей за раз – 10, раз в полугодие – 2." in found
    assert "примут: 20 гостей; поддержку просят ОО: 13." in found
    assert "Учить готовы немногие" in found
    assert "Ещё не описали свою практику: МБОУ «Вторая»." in found
    assert "Мастер-класс «Чтение» (МБОУ «Первая», 03.02.2022)." in found
    assert "Совместный проблемный вопрос, выбранный координатором" in found


def test_what_guests_took_over_is_told():
    """Who uses what of it and what changed; where nobody has reported, that is said."""
    assert "Что после этого изменилось у гостей, ОО пока не сообщили." in words()
    taken = TakenOver("МБОУ «Вторая»", "дневник чтения.", "внедрено", "читают больше")
    found = words(problems=(dataclasses.replace(SOLVED, taken=(taken,)),))
    assert "МБОУ «Вторая»: дневник чтения, результат – внедрено; что изменилось: читают" in found


def test_a_problem_without_a_solution():
    """What nobody offers stands apart with near practices and what help to ask for."""
    (table,) = [t for t in made().tables if rows(t)[0][-1] == "Близкие практики района"]
    assert rows(table)[1] == ["Кадровый дефицит", "13", "Школа наставника (МБОУ «Третья»)"]


@pytest.mark.parametrize(
    ("changes", "absent", "last"),
    [
        ({"problems": (SOLVED,)}, "Проблемы без решения внутри района", 5),
        ({"problems": (UNSOLVED,)}, "Проблемы, решение которых есть в районе", 5),
        ({"kinds": ()}, "Приоритеты организаций разных видов", 5),
        ({"kinds": (), "problems": ()}, "Приоритеты организаций разных видов", 3),
    ],
)
def test_chapters_without_matter_are_left_out(changes, absent, last):
    """An empty chapter is in neither the text nor the contents; the numbers go on."""
    assert absent in words()
    found = words(**changes)
    assert absent not in found
    assert found.count(f"{last}. Формы и способы организации работы в ОО") == 2


def test_nothing_known_at_all():
    """Before anybody answered the document says so and has no chart."""
    found = words(answered=0, organisations=0, problems=(), kinds=(), formats=(), ratings=(),
                  consultants=(), agreements=(), project=None, department=None)  # fmt: skip
    assert "Ни одна ОО пока не назвала аспектов" in found
    assert "____" in found


def test_a_chart_has_the_same_bytes():
    """The same figures give the same picture; others give another."""
    drawing = bar_chart.__globals__["_bars"]
    drawing.cache_clear()
    first = bar_chart(("Чтение", "Счёт"), (3, 2), "ОО")
    drawing.cache_clear()
    assert bar_chart(("Чтение", "Счёт"), (3, 2), "ОО") == first
    assert bar_chart(("Чтение", "Счёт"), (3, 1), "ОО") != first
    assert b"Software" not in first


def test_same_bytes():
    """The same data give the same file."""
    template = read_bytes("documents", "recommendations.docx")
    first = render_recommendations(template, DATA, DAY)
    assert render_recommendations(template, DATA, DAY) == first

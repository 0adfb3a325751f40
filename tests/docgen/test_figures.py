"""What the charts show, and its three drawings."""

import datetime as dt
import io
import re
from xml.etree import ElementTree

import pytest
from matplotlib.image import imread

from docgen.charts import png_chart
from docgen.figure_texts import caption, described, table_of
from docgen.svg_charts import svg
from rules import figures
from rules.figures import Bars, HeatMap, Lines, Series
from rules.public import public
from tests.districts import made_report

DAY = dt.date(2022, 3, 1)
ORGS = {"Ш-1": "Школа", "Ш-2": "Школа", "Д-1": "ДОУ"}
STAFFING = {
    "Ш-1": "30.06.2020|10|5|3|2|5|0\n30.06.2021|10|4|4|2|4|0",
    "Ш-2": "30.06.2021|20|15|5|0|15|0",
}
FG, OGE = "Формирование функциональной грамотности обучающихся", "Подготовка обучающихся к ОГЭ"


def order(*rows):
    return [dict(zip(("rank", "teaching_need", "teaching_offer"), row, strict=True))
            for row in rows]  # fmt: skip


def event(term, **more):
    return {"term": term, "event": f"Семинар {term}", "responsible": "методист"} | more


TABS = {
    "aspects": {"": [{"id": f"P{number}", "process": "педагогический", "group": "Г", "title": one}
                     for number, one in enumerate((FG, OGE))]},
    "order": {"Ш-1": order((1, FG, OGE)), "Ш-2": order((1, FG, None), (2, OGE, None))},
    "plan": {
        "Ш-1": [event("10.03.2022"), event("май 2022", status="отменено"),
                event("12.03.2022", status="проведено", held="14.03.2022")],
        "Ш-2": [event("в течение года")],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def report():
    return made_report(STAFFING, orgs=ORGS, tabs=TABS, today=dt.date(2022, 4, 1))


def test_quality_is_compared_with_that_of_the_district(report):
    """The highest КК first, the district's as a mark; who has no data is counted."""
    made = figures.quality_by_organisation(report)
    assert made.labels == ("ОО Ш-1", "ОО Ш-2")
    assert made.series == (Series("КК", (0.6, 0.25)),)
    assert made.mark == ("район", round(11 / 30, 6))
    assert (made.as_of, made.note) == (dt.date(2021, 6, 30), "Без данных: 1\u00a0ОО.")


def test_a_date_of_few_organisations_is_no_point_of_the_dynamics(report):
    """Only one of three has data of 2020: there is one date, and no dynamics."""
    assert figures.quality_over_time(report) is None
    more = {"Ш-2": "30.06.2020|20|10|10|0|10|0\n30.06.2021|20|15|5|0|15|0"}
    made = figures.quality_over_time(made_report(STAFFING | more, orgs=ORGS))
    assert made.days == (dt.date(2020, 6, 30), dt.date(2021, 6, 30))
    assert made.series[0] == Series("район", (0.5, round(11 / 30, 6)))
    assert [one.name for one in made.series] == ["район", "школы"]
    assert made.note == "ОО с данными: 30.06.2020\u00a0— 2, 30.06.2021\u00a0— 2 (из 3)."


def test_demand_stands_beside_supply(report):
    """The most demanded aspect first, with those who offer it."""
    made = figures.demand_and_supply(report)
    assert made.labels == (FG, OGE)
    assert [one.values for one in made.series] == [(2, 1), (0, 1)]


def test_the_map_is_a_matrix(report):
    """A cell says who needs and who offers; an ОО that named nothing has no column."""
    made = figures.problem_heat_map(report)
    assert (made.rows, made.columns) == ((FG, OGE), ("ОО Ш-1", "ОО Ш-2"))
    assert made.cells == {(0, 0): "Н", (0, 1): "Н", (1, 0): "П", (1, 1): "Н"}
    assert made.note == "ОО, которые ничего из этого не назвали: 1."


def test_events_are_counted_by_month(report):
    """Those of pairs count too; one that was held counts where it was; longer terms are told."""
    made = figures.events_by_month(report)
    assert made.labels == ("Март\u00a02022", "Апрель\u00a02022", "Май\u00a02022")
    assert {one.name: one.values for one in made.series} == {
        "проведено": (1, 0, 0), "запланировано": (1, 0, 1), "отменено": (0, 0, 1)
    }  # fmt: skip
    assert made.note == "Без определённого месяца: 1."


def test_a_district_that_has_just_begun_has_no_figures():
    """Without data there is no empty chart."""
    made = public(made_report({}, orgs={"Ш-1": "Школа"}), names=False)
    for name in ("quality_by_organisation", "quality_over_time", "demand_and_supply",
                 "problem_heat_map", "events_by_month"):  # fmt: skip
        assert getattr(figures, name)(made) is None


FIGURES = {
    "bars": Bars("Доли", "доля", ("А <&> «Б»", "В"), (Series("КК", (0.5, None)),), share=True,
                 mark=("район", 0.4), as_of=DAY),
    "stacked": Bars("Числа", "число", ("Март", "Май"),
                    (Series("да", (3, 0)), Series("нет", (1, 2))), stacked=True),
    "lines": Lines("Ход", "КК", (dt.date(2020, 6, 30), DAY), (Series("район", (0.4, None)),)),
    "matrix": HeatMap("Карта", ("Аспект",), ("ОО " * 40, "Вторая"), {(0, 0): "Н", (0, 1): "Н П"}),
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", FIGURES)
def test_svg_can_be_read_by_everybody(name):
    """It is well-formed, an image with a title and a description, its words are text."""
    made = svg(FIGURES[name], "x")
    root = ElementTree.fromstring(made)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "x-t x-d"
    assert root.find("title").text == FIGURES[name].title
    assert root.find("desc").text == described(FIGURES[name])
    assert len(list(root.iter("text"))) > 2
    assert not re.search(r"style=|https?:|url\(|href", made)
    assert svg(FIGURES[name], "x") == made


@pytest.mark.parametrize("name", FIGURES)
def test_png_is_a_picture_and_the_same_each_time(name):
    """The picture has ink, and the same figure gives the same bytes."""
    made = png_chart(FIGURES[name])
    assert imread(io.BytesIO(made)).min() < 0.5
    drawing = png_chart.__globals__["_bars"]
    drawing.cache_clear()
    assert png_chart(FIGURES[name]) == made


def test_figures_in_words():
    """Captions carry the day, descriptions the ends, tables every number."""
    bars, lines = FIGURES["bars"], FIGURES["lines"]
    assert caption(bars, dt.date(2022, 5, 5)) == "Данные на 01.03.2022."
    assert caption(lines, dt.date(2022, 5, 5)) == "Данные на 05.05.2022."
    assert described(bars) == (
        "доля. КК: А <&> «Б» — 50,0\u00a0%. Черта: район — 40,0\u00a0%."
    )  # fmt: skip
    assert table_of(bars) == (("", "КК"), [("А <&> «Б»", "50,0\u00a0%"), ("В", "–")])
    assert described(FIGURES["matrix"]) == (
        "Строк 1, организаций 2; отметок: нужна поддержка — 1, и то и другое — 1."
    )
    assert table_of(lines)[1] == [("30.06.2020", "40,0\u00a0%"), ("01.03.2022", "–")]

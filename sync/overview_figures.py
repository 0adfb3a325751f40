"""The figures of «Обзор»: their numbers as blocks of the tab, and the native charts over them."""

from collections.abc import Sequence

from rules.figures import Bars, Lines, demand_and_supply, events_by_month, quality_over_time
from rules.grid import Value
from rules.report import Report
from sync.tabs import Block, Cell, Chart, ChartKind, Column, Series, Tab, dated, layout

CHART_LIMIT = 60
"""A chart of more organisations than this could not be read."""

CHART_COLUMN = 7
CHART_HEIGHT = 18
"""Rows that a chart of usual height takes."""

GLANCE, KINDS_BLOCK, FIRST_FIGURE = 2, 4, 5
"""Positions of the blocks that charts stand beside or show; that of the ОО is the last."""

WIDTHS = (52, 13, 16, 12, 12, 14)
HEADINGS = {
    "КК: динамика": "Пока есть сведения только на одну дату: динамики нет.",
    "Спрос и предложение": "«ТЗ-2 Заказ» пока никто не заполнил.",
    "План по месяцам": "Мероприятий с определённым сроком пока нет.",
}
"""Headings of the blocks of figures, and what stands there while there is nothing to show."""


def figure_blocks(report: Report) -> tuple[Block, ...]:
    """Give the numbers of the dynamics, of demand and supply, of the plan by months."""
    figures = (quality_over_time(report), demand_and_supply(report), events_by_month(report))
    return tuple(
        _block(figure, heading)
        if figure is not None
        else Block((), (), heading=heading, lines=(empty,), headers=False)
        for figure, (heading, empty) in zip(figures, HEADINGS.items(), strict=True)
    )


def _block(figure: Bars | Lines, heading: str) -> Block:
    share = isinstance(figure, Lines)
    first = Column("Дата", "date", WIDTHS[0]) if share else Column(figure.title, width=WIDTHS[0])
    columns = (
        first,
        *(
            Column(one.name[:1].upper() + one.name[1:], "share" if share else "integer", width)
            for one, width in zip(figure.series, WIDTHS[1:], strict=False)
        ),
    )
    labels: Sequence[Value] = figure.days if isinstance(figure, Lines) else figure.labels
    rows: list[list[Value | Cell]] = [
        [label, *(_number(one.values[number], share) for one in figure.series)]
        for number, label in enumerate(labels)
    ]
    lines = (figure.note,) if figure.note else ()
    return Block(columns, rows, heading=heading, lines=lines)


def _number(value: float | None, share: bool) -> Value:
    return value if value is None or share else int(value)


def figure_charts(report: Report, tab: Tab) -> tuple[Chart, ...]:
    """Give the charts of «Обзор», one below the other beside its blocks."""
    row = layout(dated(tab))[GLANCE].heading
    charts = []
    for position, kind, title in FIGURES:
        series = _series(tab, position)
        if series:
            share = kind == "line"
            charts.append(Chart(kind, title, series, row, CHART_COLUMN, share=share))
            row += CHART_HEIGHT
    number = len(report.district.organisations)
    if 0 < number <= CHART_LIMIT:
        shares = (Series("КК", tab.title, len(tab.blocks) - 1, "ОО", "КК", 0, number - 1),)
        charts.append(Chart("bar", "КК по организациям", shares, row, CHART_COLUMN,
                            height=140 + 20 * number, share=True))  # fmt: skip
    return tuple(charts)


FIGURES: tuple[tuple[int, ChartKind, str], ...] = (
    (KINDS_BLOCK, "column_stacked", "Педагоги по категориям"),
    (FIRST_FIGURE, "line", "КК: динамика"),
    (FIRST_FIGURE + 1, "bar", "Спрос и предложение"),
    (FIRST_FIGURE + 2, "column_stacked", "План по месяцам"),
)
"""Position of the block, kind and title of each chart over a whole block."""

COUNTED = {"Без категории": "Без категории", "Пп": "Первая категория", "Пв": "Высшая категория"}
"""Columns of the block of kinds that its chart shows, and how it calls them."""


def _series(tab: Tab, position: int) -> tuple[Series, ...]:
    """Give a series for each column of numbers of a block."""
    block = tab.blocks[position]
    titles = [column.title for column in block.columns]
    shown = COUNTED if position == KINDS_BLOCK else {title: title for title in titles[1:]}
    return tuple(
        Series(name, tab.title, position, titles[0], title, 0, len(block.rows) - 1)
        for title, name in shown.items()
        if block.rows
    )

"""The figures of «Обзор»: the same numbers as everywhere, under native charts."""

from rules.figures import demand_and_supply, events_by_month, quality_over_time
from sync.overview_figures import HEADINGS, figure_blocks
from tests.districts import made_report
from tests.docgen.test_figures import DAY, ORGS, STAFFING, TABS

MORE = {"Ш-2": "30.06.2020|20|10|10|0|10|0\n30.06.2021|20|15|5|0|15|0"}


def test_blocks_hold_the_numbers_of_the_figures():
    """Each block has the labels and the series of its figure, shares as shares."""
    report = made_report(STAFFING | MORE, orgs=ORGS, tabs=TABS, today=DAY)
    figures = (quality_over_time(report), demand_and_supply(report), events_by_month(report))
    for block, figure in zip(figure_blocks(report), figures, strict=True):
        names = [column.title.casefold() for column in block.columns[1:]]
        assert names == [one.name.casefold() for one in figure.series]
        columns = list(zip(*block.rows, strict=True))
        labels = getattr(figure, "days", None) or figure.labels
        assert columns == [labels, *(one.values for one in figure.series)]


def test_what_there_is_nothing_of_yet_is_said():
    """Without data a block has a sentence in the place of a table."""
    blocks = figure_blocks(made_report({}, orgs={"Ш-1": "Школа"}))
    assert [(block.heading, *block.lines) for block in blocks] == list(HEADINGS.items())
    assert not any(block.columns for block in blocks)

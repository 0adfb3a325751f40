"""«Свод»: the tabs of the summary, in their order."""

import datetime as dt
from collections.abc import Mapping, Sequence

from rules.decisions import JOINT_PLAN, PAIRS, TEXTS
from rules.grid import Grid
from rules.report import Report
from sync.finding_rows import findings_tab
from sync.map_tabs import MAP, comparison_tab, map_tab
from sync.monitoring_tabs import monitoring_tab, risks_tab
from sync.overview_tab import Surroundings, overview_tab
from sync.pairing_tabs import joint_plan_tab, pairs_tab, texts_tab
from sync.paper_tabs import DOCUMENTS_TAB, SIGNING_TAB, Paper, documents_tab, signing_tab
from sync.rating_tabs import breakthroughs_tab, ratings_tab
from sync.staffing_tab import staffing_tab
from sync.tabs import Tab
from sync.wording import Words
from sync.worker_books import rows_by_key


def summary_tabs(
    report: Report,
    papers: Sequence[Paper],
    books: Mapping[str, str],
    answers: Mapping[str, str],
    stale: Mapping[str, dt.date],
    before: Sequence[Grid],
    words: Words,
) -> tuple[Tab, ...]:
    """Make the tabs of «Свод».

    `books` and `answers` map a code to the path of the ОО's book and of its «Проверка» as seen
    from the summary; `stale` to the day of its data where the book could not be read now;
    `before` are the tabs of the summary as it stands, `words` name the places of the store.
    """
    others = [
        staffing_tab(report, stale),
        ratings_tab(report),
        breakthroughs_tab(report),
        map_tab(report, rows_by_key(before, MAP)),
        pairs_tab(report, rows_by_key(before, PAIRS)),
        joint_plan_tab(report, rows_by_key(before, JOINT_PLAN)),
        *([comparison_tab(report)] if report.comparison is not None else []),
        monitoring_tab(report),
        risks_tab(report),
        texts_tab(report, rows_by_key(before, TEXTS)),
        documents_tab(report, papers, rows_by_key(before, DOCUMENTS_TAB)),
        signing_tab(report, rows_by_key(before, SIGNING_TAB)),
        findings_tab(report, books, words),
    ]
    around = Surroundings(answers, stale, {tab.title: tab for tab in others})
    return (overview_tab(report, around), *others)

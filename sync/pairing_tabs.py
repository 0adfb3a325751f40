"""«Взаимообучение», «Совместный план» and «Аспекты на разборе» of the summary."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from rules.decisions import JOINT_PLAN, PAIRS, TEXTS, text_key
from rules.grid import Value
from rules.matching import Choice, Matching
from rules.matching_pairs import Pair
from rules.pairing import key_of, rejected_pairs
from rules.plans import CANCELLED, HELD, MOVED
from rules.report import Report
from rules.text_decisions import NEW, NO_ASPECT
from sync.decision_rows import OBSOLETE, Before, kept_rows, marked_cells, marked_columns
from sync.finding_rows import TOKEN_COLUMN
from sync.tabs import Block, Cell, Column, Style, Tab

STATE_COLOURS: dict[str, Style] = {HELD: "good", MOVED: "warn", CANCELLED: "muted"}
PROVEN = 1e-6
"""A smaller gap is the solver's own inaccuracy."""

REJECTED = "отклонено координатором"
Row = list[Value | Cell]


def pairs_tab(report: Report, before: Before) -> Tab:
    """Make «Взаимообучение»: who learns from whom, then what is not met and why."""
    own = (
        Column("Кто учится", width=40),
        Column("У кого", width=40),
        Column("Аспект", width=46),
        Column("Формат", width=18),
        Column("Вес", "number", width=8),
        Column("Почему", width=52),
        *marked_columns(PAIRS),
        Column(TOKEN_COLUMN, hidden=True),
    )
    rows, keys = [], []
    for key, row, token in _pairs(report):
        keys.append(key)
        rows.append([*row, *marked_cells(PAIRS, key, report.district.decisions), token])
    year = report.district.year.name
    kept = kept_rows(PAIRS, own[:-1], keys, report.district.decisions, before, ("pair",), year)
    rows += [[*row, None] for row in kept]
    blocks = (Block(own, rows, table=True), _unmet(report), _measures(report.matching))
    half = report.half
    lines = (
        f"Полугодие {half.first:%d.%m.%Y} – {half.last:%d.%m.%Y}. В жёлтом столбце «принять» "
        "закрепляет пару, «отклонить» убирает её; остальное программа подберёт заново.",
    )
    return Tab(PAIRS, "Взаимообучение: кто у кого учится", blocks, lines, colour="good")


def _pairs(report: Report) -> Iterator[tuple[str, Row, str | None]]:
    """Give the proposed pairs, then the rejected ones: key, cells, the sitting."""
    names = _names(report)
    for row in report.matching.pairs.to_dict("records"):
        pair = Pair(row["guest"], row["host"], row["aspect"])
        cells: Row = [
            names[pair.guest], names[pair.host], report.district.catalogue.title(pair.aspect),
            row["format"], round(float(row["weight"]), 4), row["why"],
        ]  # fmt: skip
        yield key_of(report.half, pair), cells, str(row["sitting"])
    for pair in rejected_pairs(report.district, report.half):
        title = report.district.catalogue.title(pair.aspect)
        shown = [names[pair.guest], names[pair.host], title, None, None, REJECTED]
        yield key_of(report.half, pair), [Cell(value, style="muted") for value in shown], None


def _names(report: Report) -> Mapping[str, str]:
    """Give the short name of an ОО by code; the code itself of one that has left."""
    names = {str(c): str(n) for c, n in report.district.organisations["short_name"].items()}
    return _Named(names)


class _Named(dict[str, str]):
    def __missing__(self, org: str) -> str:
        return org


def _unmet(report: Report) -> Block:
    columns = (
        Column("Кто учится", width=40),
        Column("Аспект", width=40),
        Column("Место в заказе", "integer", width=46),
        Column("Почему пары нет", width=18),
        *(Column("", width=1),) * 2,
    )
    names, catalogue = _names(report), report.district.catalogue
    rows: list[Row] = [
        [names[row["guest"]], catalogue.title(row["aspect"]), int(row["place"]), row["text"],
         None, None]
        for row in report.matching.unmet.to_dict("records")
    ]  # fmt: skip
    lines = () if rows else ("Каждому запросу нашлась пара.",)
    return Block(columns if rows else (), rows, heading="Чему пары не нашлось", lines=lines,
                 headers=bool(rows))  # fmt: skip


def _measures(matching: Matching) -> Block:
    """Say how good the choice is, beside what greedy ways would have met."""
    columns = (
        Column("Способ подбора", width=40),
        Column("Доля заказа (по весу)", "share", width=40),
        Column("Мероприятий", "integer", width=46),
    )

    def row(title: str, choice: Choice) -> Row:
        return [title, round(choice.share, 6), choice.events]

    rows = [
        row("Программа", matching.found),
        row("Жадно, пара за парой", matching.pairwise),
        row("Жадно, мероприятие за мероприятием", matching.eventwise),
    ]
    gap = f"{100 * matching.gap:.2f}".replace(".", ",")
    proven = (
        "доказано, что лучше нельзя" if matching.gap < 1e-6 else f"до лучшего не больше {gap} %"
    )
    bound = matching.plain_objective + matching.bound - matching.objective
    lines = (
        f"Целевая функция {_number(matching.plain_objective)} (без надбавки δ за прежние пары), "
        f"оценка сверху {_number(bound)}: {proven}.",
    )
    return Block(columns, rows, heading="Насколько хорош подбор", lines=lines)


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


# --- the joint plan ---------------------------------------------------------------------------


def joint_plan_tab(report: Report, before: Before) -> Tab:
    """Make «Совместный план»: every event of the year with its state, then those without a date."""
    own = (
        Column("№", "integer", width=6),
        Column("Дата", "date", width=12),
        Column("Мероприятие", width=48),
        Column("Аспект", width=40),
        Column("Принимает", width=36),
        Column("Ответственный", width=28),
        Column("Участники", width=44),
        Column("Планируемый результат", width=36),
        Column("Материалы", width=18),
        Column("Состояние", width=16, colours=STATE_COLOURS),
        *marked_columns(JOINT_PLAN),
    )
    events, decisions = report.joint_plan.events, report.district.decisions
    rows: list[Row] = [
        [*event_cells(report, number, row), *marked_cells(JOINT_PLAN, row["key"], decisions)]
        for number, row in enumerate(events.to_dict("records"), start=1)
    ]
    year = report.district.year.name
    rows += kept_rows(JOINT_PLAN, own, list(events["key"]), decisions, before, ("event",), year)
    lines = (
        "«Утвердить» закрепляет дату; «перенести» — с новой датой; «отменить» — с причиной: тогда "
        "мероприятие не считается невыполненным. Отчёты о проведённом пишут сами организации.",
    )
    return Tab(JOINT_PLAN, "Совместный план мероприятий", (Block(own, rows, table=True),), lines,
               colour="good")  # fmt: skip


def event_cells(report: Report, number: int, row: Mapping[Any, Any]) -> Row:
    """Give the cells of an event before the marked ones."""
    names = _names(report)
    aspect = row["aspect_id"]
    link = row["evidence"]
    materials = Cell("открыть", link=link) if isinstance(link, str) else Cell(None)
    return [
        number,
        _when(row),
        row["event"],
        report.district.catalogue.title(aspect) if aspect else None,
        names[row["org"]],
        row["responsible"],
        "; ".join(names[guest] for guest in row["guests"]) or row["participants"],
        row["result"],
        materials,
        row["status"],
    ]


def _when(row: Mapping[Any, Any]) -> Value | Cell:
    """Give the day of an event, else its term in words, else why it has none."""
    if row["date"] is not None:
        return row["date"]  # type: ignore[no-any-return]
    if row["term"] is not None:
        return str(row["term"])
    return Cell("без даты", style="warn", note=row["trouble"])


# --- texts that are to become aspects ---------------------------------------------------------


def texts_tab(report: Report, before: Before) -> Tab:
    """Make «Аспекты на разборе»: each text once for a process, with who typed it where."""
    own = (
        Column("Текст", width=56),
        Column("ОО", width=44),
        Column("Блок", width=30),
        Column("Похоже на (1)", width=40),
        Column("Похоже на (2)", width=40),
        Column("Похоже на (3)", width=40),
        *marked_columns(TEXTS, {"aspects": choices_of(report)}),
    )
    decisions = report.district.decisions
    rows: list[Row] = []
    keys = []
    for key, group in _asked(report.district.unresolved):
        keys.append(key)
        rows.append([*_text_cells(report, group), *marked_cells(TEXTS, key, decisions)])
    settled = kept_rows(TEXTS, own, keys, decisions, before, ("text",))
    rows += [_settled(row) for row in settled]
    lines = (
        "Выберите в жёлтом столбце, какой это аспект: со следующего прохода текст понятен у всех "
        f"организаций. «{NEW.capitalize()}» — такого аспекта в справочнике нет, его стоит "
        f"добавить; «{NO_ASPECT}» — это не ответ.",
    )
    blocks = (Block(own, rows, table=True), _proposed(report, before))
    return Tab(TEXTS, TEXTS, blocks, lines, colour="warn")


def choices_of(report: Report) -> tuple[str, ...]:
    """Give what a text may be: «новый», «не аспект», the titles of the catalogue."""
    return (NEW, NO_ASPECT, *report.district.catalogue.aspects["title"])


def _asked(unresolved: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    process = unresolved["process"].fillna("")
    for (text, block), group in unresolved.groupby(["key", process], sort=True):
        yield text_key(text, block), group


def _text_cells(report: Report, group: pd.DataFrame) -> Row:
    first, names = group.iloc[0], _names(report)
    orgs = list(dict.fromkeys(group["org"]))
    shown = "; ".join(names[org] for org in orgs[:3])
    more = f" и ещё {len(orgs) - 3}" if len(orgs) > 3 else ""
    forms = report.district.tables
    where = "; ".join(dict.fromkeys(forms[name].form.title for name in group["form"]))
    process = first["process"]
    titles = [report.district.catalogue.title(id_) for id_ in first["candidates"]]
    return [
        first["text"], shown + more, f"{where} ({process})" if process else where,
        *titles, *[None] * (3 - len(titles)),
    ]  # fmt: skip


def _settled(row: Sequence[Value | Cell]) -> Row:
    """Show a text that is understood by now: its decision stands, nothing is left to decide."""
    first = row[0]
    text = str(first.value if isinstance(first, Cell) else first)
    for mark in (f" ({OBSOLETE})", SETTLED):
        text = text.removesuffix(mark)
    return [Cell(text + SETTLED, style="muted"), *row[1:]]


SETTLED = " (решено)"


def _proposed(report: Report, before: Before) -> Block:
    """List the texts that the coordinator wants as new aspects, to be put into the catalogue."""
    columns = (
        Column("Добавить в «Справочник аспектов»", width=56),
        Column("Процесс", width=44),
    )
    texts = {text_key(*one): one for one in report.district.texts.proposed}
    rows: list[Row] = []
    for key, (text, process) in sorted(texts.items()):
        shown = str(before.get(key, {}).get("Текст") or text).removesuffix(SETTLED)
        rows.append([shown, process or None])
    lines = () if rows else ("Предложений нет.",)
    return Block(columns if rows else (), rows, heading="Предложения в справочник", lines=lines,
                 headers=bool(rows))  # fmt: skip

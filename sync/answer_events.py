"""What an ОО sees in its «Проверка» of the pairs and of the joint plan, and where it reports."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.decisions import OUR_EVENTS, report_key
from rules.plans import CANCELLED
from rules.report import Report
from sync.decision_rows import Before, kept_rows, marked_cells, marked_columns
from sync.tabs import Block, Cell, Column

Row = list[Any]
HOST, GUEST = "принимаем", "едем учиться"
NO_DATE = "дата ещё не назначена"


def going_on(number: int) -> tuple[Column, ...]:
    """Give columns that go on with the one before them; the table of findings sets the widths."""
    return (Column("", width=1),) * number


def teachers_block(report: Report, org: str) -> Block:
    """Say whom to learn from: what, at whom, when, how to reach them."""
    columns = (
        Column("Аспект", width=13),
        *going_on(2),
        Column("У кого"),
        *going_on(2),
        Column("Когда"),
        Column("Почему и как связаться"),
    )
    pairs = report.matching.pairs
    days = _days(report)
    rows: list[Row] = [
        [report.district.catalogue.title(row["aspect"]), None, None, _name(report, row["host"]),
         None, None, days.get((row["host"], row["aspect"], row["sitting"]), NO_DATE),
         _contacts(report, row["host"], row["why"])]
        for row in pairs[pairs["guest"] == org].to_dict("records")
    ]  # fmt: skip
    rows += [
        [report.district.catalogue.title(row["aspect"]), None, None, "—", None, None, None,
         row["text"]]
        for row in report.matching.unmet[report.matching.unmet["guest"] == org].to_dict("records")
    ]  # fmt: skip
    lines = () if rows else ("Запросов в «ТЗ-2 Заказ» нет, поэтому и подбирать нечего.",)
    return Block(columns if rows else (), rows, heading="У кого учиться", lines=lines,
                 headers=bool(rows))  # fmt: skip


def guests_block(report: Report, org: str) -> Block:
    """Say who comes to learn: what, who, when, how to reach them."""
    columns = (
        Column("Аспект", width=13),
        *going_on(2),
        Column("Кто приедет"),
        *going_on(2),
        Column("Когда"),
        Column("Как связаться"),
    )
    pairs, days = report.matching.pairs, _days(report)
    rows: list[Row] = [
        [report.district.catalogue.title(row["aspect"]), None, None, _name(report, row["guest"]),
         None, None, days.get((org, row["aspect"], row["sitting"]), NO_DATE),
         _contacts(report, row["guest"])]
        for row in pairs[pairs["host"] == org].sort_values(["aspect", "guest"]).to_dict("records")
    ]  # fmt: skip
    lines = () if rows else ("Пока никто.",)
    return Block(columns if rows else (), rows, heading="Кто придёт учиться", lines=lines,
                 headers=bool(rows))  # fmt: skip


def _days(report: Report) -> Mapping[tuple[str, str, int], Any]:
    dates = report.joint_plan.schedule.dates
    return {(row[0], row[1], row[2]): row[3] for row in dates.itertuples(index=False)}


def _name(report: Report, org: str) -> str:
    names = report.district.organisations["short_name"]
    return str(names[org]) if org in names.index else org


def _contacts(report: Report, org: str, why: str = "") -> str:
    """Give the official telephone and mailbox of an ОО, after why the pair was made."""
    cards = report.district.tables["organisation"].values
    own = cards[cards["org"] == org]
    told = [own.iloc[0][name] for name in ("phone", "mailbox")] if len(own) else []
    known = [str(one) for one in told if isinstance(one, str)]
    reason = f"{why[:1].upper()}{why[1:]}" if why else ""
    return ". ".join(part for part in (reason, ", ".join(known)) if part)


# --- reports ----------------------------------------------------------------------------------


def our_events_block(report: Report, org: str, before: Before) -> Block:
    """List the joint events of an ОО, with cells in which it reports as host or as guest."""
    own = (
        Column("Дата", "date", width=13),
        Column("Мероприятие"),
        Column("Мы"),
        Column("С кем"),
        *marked_columns(OUR_EVENTS),
    )
    decisions = report.district.decisions
    rows, keys = [], []
    for key, cells in _our_events(report, org):
        keys.append(key)
        marked = marked_cells(OUR_EVENTS, key, decisions)
        rows.append([*cells, *marked[:-1], None, marked[-1]])
    year = report.district.year.name
    mine = {name: row for name, row in before.items() if name.endswith(f"\x1f{org}")} or before
    kept = kept_rows(OUR_EVENTS, own, keys, _own(decisions, org), mine, ("report",), year)
    rows += [[*row[:-1], None, row[-1]] for row in kept]
    columns = (*own[:-1], Column("", width=1), own[-1])
    lines = (
        "Кто принимал, пишет: когда проведено, сколько было участников, ссылку на материалы. "
        "Кто ездил: что внедряет и как, каков результат, что изменилось.",
    )
    if not rows:
        return Block((), (), heading=OUR_EVENTS, lines=("Пока нет.",), headers=False)
    return Block(columns, rows, heading=OUR_EVENTS, lines=lines)


def _own(decisions: Any, org: str) -> dict[Any, Any]:
    from rules.findings import KEY_SEPARATOR

    return {
        place: found
        for place, found in decisions.items()
        if place[0].rpartition(KEY_SEPARATOR)[2] == org
    }


def _our_events(report: Report, org: str) -> Iterator[tuple[str, Row]]:
    for row in report.joint_plan.events.to_dict("records"):
        role = HOST if row["org"] == org else GUEST if org in row["guests"] else ""
        if not role or not row["matched"] or row["status"] == CANCELLED:
            continue
        with_ = row["guests"] if role == HOST else (row["org"],)
        names = "; ".join(_name(report, other) for other in with_)
        day = row["date"] if row["date"] is not None else Cell(NO_DATE, style="muted")
        yield report_key(row["key"], org), [day, row["event"], role, names]

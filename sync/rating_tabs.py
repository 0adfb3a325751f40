"""«Рейтинги» and «Точки прорыва» of the summary."""

from rules.breakthroughs import ACTORS, STATES
from rules.grid import Value
from rules.orders import BLOCKS
from rules.ratings import ALL, SCOPES, is_approximate, verdict
from rules.report import Report
from sync.figures import figure_cell
from sync.tabs import Block, Cell, Column, Style, Tab

RATINGS, BREAKTHROUGHS = "Рейтинги", "Точки прорыва"
SHOWN_PRACTICES = 5


def ratings_tab(report: Report) -> Tab:
    """Make «Рейтинги»: every block over all ОО and by kind, with the range of each place."""
    columns = (
        Column("Блок", width=44),
        Column("Вид ОО", width=9),
        Column("Место", "integer", width=8),
        Column("Аспект", width=58),
        Column("Балл", "number", width=8, bar=True),
        Column("ОО", "integer", width=7),
        Column("Доля ОО", "share", width=9),
        Column("Человек", "integer", width=9),
        Column("Доля человек", "share", width=10,
               note="От педагогов (в управленческих блоках — от управленцев) тех ОО, которые "
               "заполнили блок."),
        Column("Место (от – до)", width=11,
               note="Где могло бы оказаться это место, будь набор ОО немного другим: "
               "95 из 100 случайных наборов."),
    )  # fmt: skip
    catalogue = report.district.catalogue
    rows: list[list[Value | Cell]] = [
        [
            BLOCKS[row["block"]].title,
            row["scope"],
            int(row["place"]),
            catalogue.title(row["aspect"]),
            round(float(row["score"]), 4),
            int(row["organisations"]),
            round(float(row["organisation_share"]), 12),
            figure_cell(row["people"], "integer"),
            figure_cell(row["people_share"], "share"),
            f"{row['place_from']} – {row['place_to']}",
        ]
        for row in report.ratings.table.to_dict("records")
    ]
    lines = (
        "Балл от 0 до 1: чем выше, тем раньше аспект стоит в рейтингах ОО. Вид ОО выберите "
        "фильтром.",
        *(f"{block.title}. {_verdict(report, block.field)}" for block in BLOCKS.values()),
    )
    blocks = (Block(columns, rows, table=True), _for_the_analyst(report))
    return Tab(RATINGS, RATINGS, blocks, lines, protected=False)


def _verdict(report: Report, block: str) -> str:
    found = report.ratings.agreement[block, ALL]
    if not found.voters:
        return "Блок пока никто не заполнил."
    return f"{verdict(found, report.district.settings)} ОО в рейтинге: {found.voters}."


def _for_the_analyst(report: Report) -> Block:
    """Make the part with the test of agreement, of each block and kind."""
    columns = (
        Column("Блок", width=44),
        Column("Вид ОО", width=9),
        Column("ОО", "integer", width=8),
        Column("Аспектов; примечание", width=58),
        Column("W", "number", width=8),
        Column("χ²", "number", width=7),
        Column("Степеней свободы", "integer", width=9),
        Column("p", "number", width=9),
    )
    rows: list[list[Value | Cell]] = []
    for block in BLOCKS.values():
        for scope in SCOPES:
            found = report.ratings.agreement[block.field, scope]
            note = f"{found.aspects}"
            if found.w is None:
                note += "; W не определён"
            elif is_approximate(found):
                note += "; мало ОО или аспектов, χ² приближённый"
            figures = [None if x is None else round(x, 4) for x in (found.w, found.chi2)]
            p = None if found.p is None else round(found.p, 4)
            rows.append([block.title, scope, found.voters, note, *figures, found.df, p])
    lines = (
        "W — коэффициент конкордации Кендалла с поправкой на связанные ранги; χ² = n(m − 1)W.",
    )
    return Block(columns, rows, heading="Для аналитика", lines=lines, folded=True)


def breakthroughs_tab(report: Report) -> Tab:
    """Make «Точки прорыва»: successes against failures, then the reserves by direction."""
    found = report.breakthroughs
    names = report.district.organisations["short_name"]
    columns = (
        Column("Направление", width=40),
        Column("Кто", width=26),
        Column("Успешно", "integer", width=13),
        Column("Неуспешно", "integer", width=13),
        Column("Баланс", "integer", width=13),
        Column("Практики", width=80),
    )
    rows: list[list[Value | Cell]] = []
    for point in found.points.to_dict("records"):
        shown = [f"{names[one.org]}: {one.title}" for one in point["practices"][:SHOWN_PRACTICES]]
        more = len(point["practices"]) - SHOWN_PRACTICES
        if more > 0:
            shown.append(f"и ещё {more}")
        balance = int(point["balance"])
        style: Style = "good" if balance > 0 else "bad" if balance < 0 else ""
        rows.append([
            point["direction"], ACTORS[point["actor"]], int(point["success"]),
            int(point["failure"]), Cell(balance, "integer", style=style), "\n".join(shown),
        ])  # fmt: skip
    lines = (
        "Сколько раз ОО назвали аспект успешным и неуспешным («ТЗ-1 Результаты»); баланс — "
        "разность. Зелёное — точки прорыва, рядом практики, которые за ними стоят.",
    )
    blocks = (Block(columns, rows, table=True), _reserves(report))
    return Tab(BREAKTHROUGHS, BREAKTHROUGHS, blocks, lines)


def _reserves(report: Report) -> Block:
    table = report.breakthroughs.reserves
    titles = ("Сильная сторона", "Есть резерв", "Дефицит", "Не относится")
    columns = (
        Column("Направление мониторинга", width=40),
        *(Column(title, "integer", width=13) for title in titles),
    )
    rows: list[list[Value | Cell]] = [
        [str(direction), *(int(row[state]) for state in STATES)]
        for direction, row in table.to_dict("index").items()
    ]
    return Block(columns, rows, heading="Сильные стороны и дефициты по направлениям (число ОО)")

"""What the commands about aspects print: tables for the terminal, in Russian."""

from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table

from rules.aspect_candidates import Comparison
from rules.aspect_meanings import Line
from rules.aspect_measuring import Count, Figures
from rules.aspect_phrases import Kind
from rules.aspects import Catalogue, Recognised

VERDICT_TITLES = (
    "Верно",
    "Неверно",
    "Спросили, верный есть",
    "Спросили, верного нет",
    "Сочли не ответом",
)

FIGURE_TITLES = {
    "wrong": ("Отнесено неверно, доля всех строк", "не больше 0,5 %"),
    "right": ("Отнесено верно, доля строк с одним аспектом", "не меньше 75 %"),
    "among": ("Верный аспект среди трёх, доля спрошенных", "не меньше 85 %"),
    "both": ("Найдены все аспекты строки, где их несколько", "не меньше 50 %"),
    "lost": ("Сочтено не ответом, доля ответов", "не больше 1 %"),
}

KIND_TITLES: dict[Kind, str] = {
    "meaning": "смысл",
    "who": "кто",
    "setting": "где, уточнение",
    "light": "можно прибавить",
    "left out": "не различает",
    "unknown": "слово не из словаря",
}

OUTCOME_TITLES = {"sure": "узнано", "ask": "спросить", "none": "не ответ"}


def counts_table(counts: Sequence[Count]) -> Table:
    """Give the counts of verdicts by kind of line."""
    table = Table("Вид строк", "Строк", *VERDICT_TITLES)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in counts:
        table.add_row(escape(row.kind), str(row.lines), *map(str, row.verdicts))
    totals = [sum(numbers) for numbers in zip(*(row.verdicts for row in counts), strict=True)]
    table.add_section()
    table.add_row("Всего", str(sum(row.lines for row in counts)), *map(str, totals))
    return table


def figures_table(figures: Figures) -> Table:
    """Give the shares and what they should be."""
    table = Table("Показатель", "Значение", "Нужно")
    for name, (title, wanted) in FIGURE_TITLES.items():
        value = getattr(figures, name)
        table.add_row(title, "—" if value is None else percent(value), wanted)
    return table


def percent(share: float) -> str:
    """Give a share as people write it: «86,7 %»."""
    return f"{share * 100:.1f}\u00a0%".replace(".", ",")


def outcomes_table(found: Sequence[tuple[str, Recognised]], catalogue: Catalogue) -> Table:
    """Give what lines without labels turned out to be."""
    table = Table("Текст", "Исход", "Аспекты")
    for text, one in found:
        ids = one.aspects or one.candidates
        named = "; ".join(f"{id_} {catalogue.title(id_)}" for id_ in ids)
        table.add_row(escape(text), OUTCOME_TITLES[one.outcome], escape(named))
    return table


def words_table(line: Line) -> Table:
    """Say what was understood, word by word."""
    table = Table("Набрано", "Понято как", "Смысл", "Что это")
    for one in line.meanings:
        table.add_row(
            " ".join(line.typed[place] for place in one.places),
            " ".join(line.words[place] for place in one.places),
            "" if one.kind == "left out" else " + ".join(one.names),
            "неясно: несколько смыслов" if one.could_be else KIND_TITLES[one.kind],
        )
    return table


def comparison_table(rows: Iterable[Comparison], catalogue: Catalogue) -> Table:
    """Say of the aspects that were weighed what speaks for and against each."""
    table = Table("Аспект", "Название", "Сказано", "Не сказано", "Лишнее")
    for row in rows:
        table.add_row(
            row.aspect,
            escape(catalogue.title(row.aspect)),
            ", ".join(sorted(row.said)),
            ", ".join(sorted(row.missing)),
            ", ".join(sorted(row.extra)),
        )
    return table


def decision(found: Recognised, catalogue: Catalogue) -> str:
    """Say in one sentence what decided."""
    named = "; ".join(f"«{catalogue.title(id_)}» ({id_})" for id_ in found.aspects)
    if found.outcome == "none":
        return "Это не ответ: строка никуда не входит."
    if found.outcome == "ask":
        return "Уверенности нет: такую строку разбирает координатор, ближайшие — в таблице."
    return f"Узнано: {named}."

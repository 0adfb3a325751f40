"""Books: which tab of a book is which form."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rules.cleaning import key
from rules.forms import Form
from rules.grid import Grid
from rules.headers import VALUE_HEADER, exact_titles, find_header


@dataclass(frozen=True, slots=True)
class TabFault:
    """Something wrong with the tabs of a book: the rule, the title of the form, the words."""

    rule: str
    tab: str
    message: str


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tabs of one book by name of form, and what was wrong with them."""

    grids: Mapping[str, Grid]
    faults: tuple[TabFault, ...]


def pick_tabs(
    grids: Sequence[Grid], forms: Mapping[str, Form], unused: Collection[str] = ()
) -> Tabs:
    """Find the tab of each of `forms` by its title, else by its headers.

    `unused` are names of optional forms that nobody misses.
    """
    chosen: dict[str, Grid] = {}
    faults: list[TabFault] = []
    by_title: dict[str, list[Grid]] = {}
    for one in grids:
        by_title.setdefault(key(one.title), []).append(one)
    wanted = {key(form.title) for form in forms.values()}
    others = [one for title, same in by_title.items() if title not in wanted for one in same]
    for name, form in forms.items():
        same = by_title.get(key(form.title), [])
        if len(same) > 1:
            grid, fault = _one_of(same, form)
            faults.append(fault)
        elif same:
            grid = same[0]
        elif name in unused:
            continue
        else:
            grid, fault = _by_headers(others, form)
            faults.append(fault)
        if grid is not None:
            chosen[name] = grid
    return Tabs(chosen, tuple(faults))


def _one_of(same: Sequence[Grid], form: Form) -> tuple[Grid | None, TabFault]:
    """Of tabs with one title take the one named exactly so; they differ in spaces or letters."""
    exact = [grid for grid in same if grid.title == form.title]
    count = len(same)
    message = f"Вкладок «{form.title}» в книге {count}: оставьте одну. "
    if len(exact) == 1:
        message += "Прочитана та, название которой совпадает точно, без лишних пробелов."
        return exact[0], TabFault("tab.repeated", form.title, message)
    message += "Ни одна не прочитана: непонятно, какой верить."
    return None, TabFault("tab.repeated", form.title, message)


def _by_headers(others: Sequence[Grid], form: Form) -> tuple[Grid | None, TabFault]:
    """Take the only unknown tab that has all required headers of the form."""
    fitting = [grid for grid in others if _fits(grid, form)]
    if len(fitting) == 1:
        message = (
            f"Вкладка «{fitting[0].title}» прочитана как «{form.title}» по её заголовкам: "
            f"верните ей название «{form.title}»."
        )
        return fitting[0], TabFault("tab.renamed", form.title, message)
    message = f"В книге нет вкладки «{form.title}»: верните её. {HOW_TO_RETURN[form.audience]}"
    return None, TabFault("tab.missing", form.title, message)


HOW_TO_RETURN = {
    "organisation": "Её можно скопировать из книги другой организации и заполнить заново.",
    "coordinator": "Её можно взять из прежней копии книги или из нового района («vzaimo init»).",
    "people": "Её можно скопировать из книги «Люди» другой организации и заполнить заново.",
    "department": "Уберите эту книгу и создайте новую командой «vzaimo forms».",
}


def _fits(grid: Grid, form: Form) -> bool:
    required = {item.name for item in form.fields if item.required}
    if form.layout == "card":
        titles = exact_titles(form)
        texts = {key(value) for row in grid.rows for value in row if isinstance(value, str)}
        labels = {name for title, names in titles.items() if title in texts for name in names}
        return VALUE_HEADER in texts and required <= labels
    header = find_header(grid, form)
    return header is not None and required <= set(header.columns)

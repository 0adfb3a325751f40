"""Books: which tab of a book is which form."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rules.cleaning import key
from rules.forms import Form
from rules.grid import Grid
from rules.headers import VALUE_HEADER, exact_titles, find_header
from rules.school_years import parse_school_year


@dataclass(frozen=True, slots=True)
class TabFault:
    """Something wrong with the tabs of a book: the rule, the title of the form, the words."""

    rule: str
    tab: str
    message: str


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tabs of one book by name of form, and what was wrong with them.

    `dated` are the forms whose tab has the current school year in its title: it stands beside
    the tabs of years before.
    """

    grids: Mapping[str, Grid]
    faults: tuple[TabFault, ...]
    dated: frozenset[str] = frozenset()


def dated_title(form: Form, year: str) -> str:
    """Give the title of a tab that begins a school year in a book that goes on."""
    return f"{form.title} {year}" if form.yearly else form.title


def year_of(title: str, form_title: str) -> str | None:
    """Give the school year that the title of a tab adds to that of its form; None without one."""
    start, wanted = key(title), key(form_title)
    if not start.startswith(f"{wanted} "):
        return None
    words = title.split()
    return next(
        (
            str(parsed.value)
            for number in range(1, len(words))
            if key(" ".join(words[:number])) == wanted
            and (parsed := parse_school_year(" ".join(words[number:]))).value
        ),
        None,
    )


def pick_tabs(
    grids: Sequence[Grid],
    forms: Mapping[str, Form],
    unused: Collection[str] = (),
    year: str | None = None,
    *,
    only_dated: bool = False,
) -> Tabs:
    """Find the tab of each of `forms` by its title, else by its headers.

    `unused` are names of optional forms that nobody misses. Of a yearly form the tab that is
    called with the school year `year` comes before the one called plainly, which is not taken
    at all if `only_dated`; those of other years are left alone.
    """
    chosen: dict[str, Grid] = {}
    faults: list[TabFault] = []
    by_title, dated, others = _sorted(grids, forms)
    current: set[str] = set()
    for name, form in forms.items():
        of_year = dated.get((name, year), []) if year else []
        title = form.title
        if of_year or (only_dated and form.yearly):
            title = dated_title(form, year or "")
        same = of_year or ([] if title != form.title else by_title.get(key(form.title), []))
        if len(same) > 1:
            grid, fault = _one_of(same, form, title)
            faults.append(fault)
        elif same:
            grid = same[0]
        elif name in unused:
            continue
        else:
            grid, fault = _by_headers(others, form, title)
            faults.append(fault)
        if grid is not None:
            chosen[name] = grid
            current |= {name} if of_year else set()
    return Tabs(chosen, tuple(faults), frozenset(current))


def _sorted(
    grids: Sequence[Grid], forms: Mapping[str, Form]
) -> tuple[dict[str, list[Grid]], dict[tuple[str, str | None], list[Grid]], list[Grid]]:
    """Sort tabs: by title as a key, by yearly form and year in the title, unknown ones."""
    by_title: dict[str, list[Grid]] = {}
    dated: dict[tuple[str, str | None], list[Grid]] = {}
    others: list[Grid] = []
    wanted = {key(form.title) for form in forms.values()}
    yearly = {name: form.title for name, form in forms.items() if form.yearly}
    for one in grids:
        of = [(name, year) for name, t in yearly.items() if (year := year_of(one.title, t))]
        if of:
            dated.setdefault(of[0], []).append(one)
        else:
            by_title.setdefault(key(one.title), []).append(one)
    others = [one for title, same in by_title.items() if title not in wanted for one in same]
    return by_title, dated, others


def _one_of(same: Sequence[Grid], form: Form, title: str) -> tuple[Grid | None, TabFault]:
    """Of tabs with one title take the one named exactly so; they differ in spaces or letters."""
    exact = [grid for grid in same if grid.title == title]
    count = len(same)
    message = f"Вкладок «{title}» в книге {count}: оставьте одну. "
    if len(exact) == 1:
        message += "Прочитана та, название которой совпадает точно, без лишних пробелов."
        return exact[0], TabFault("tab.repeated", form.title, message)
    message += "Ни одна не прочитана: непонятно, какой верить."
    return None, TabFault("tab.repeated", form.title, message)


def _by_headers(others: Sequence[Grid], form: Form, title: str) -> tuple[Grid | None, TabFault]:
    """Take the only unknown tab that has all required headers of the form."""
    fitting = [grid for grid in others if _fits(grid, form)]
    if len(fitting) == 1:
        message = (
            f"Вкладка «{fitting[0].title}» прочитана как «{title}» по её заголовкам: "
            f"верните ей название «{title}»."
        )
        return fitting[0], TabFault("tab.renamed", form.title, message)
    message = f"В книге нет вкладки «{title}»: верните её. {HOW_TO_RETURN[form.audience]}"
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

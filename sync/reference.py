"""The pages of reference in `docs/`, made from the rules and the forms themselves."""

import sys
from collections.abc import Iterator
from pathlib import Path

from docgen.sandbox import FILTERS
from docgen.template_names import Variable
from rules.findings import SEVERITIES
from rules.forms import Form
from rules.personal import PERSONS
from rules.report import all_rules
from rules.rulebook import REACHES
from sync.documents import KINDS
from sync.form_tabs import help_rows
from sync.resources import forms
from sync.template_checks import variables

MADE = "<!-- Страница сделана программой (make docs), правки вручную пропадут. -->"


def rules_page() -> str:
    """Give the page of all rules as Markdown, in Russian."""
    lines = [
        "# Правила проверки",
        MADE,
        "По обозначению правила, которое стоит рядом с замечанием, здесь можно узнать, что "
        "проверяется и что значит пустая ячейка. То же показывает команда `vzaimo rules`.",
        _table(
            ("Правило", "Важность", "Где", "Что должно быть", "Пустая ячейка"),
            [
                (
                    f"`{rule.id}`",
                    SEVERITIES[rule.severity],
                    REACHES[rule.reach],
                    rule.sentence,
                    rule.empty,
                )
                for rule in all_rules(forms())
            ],
        ),
    ]
    return "\n\n".join(lines) + "\n"


def forms_page() -> str:
    """Give the page of all forms as Markdown, in Russian: the help that stands in the books."""
    lines = [
        "# Вкладки, которые заполняют люди",
        MADE,
        "То же, что во вкладке «Как заполнять» каждой книги.",
    ]
    for form in forms().values():
        lines += [f"## {form.title}", form.description, _form_table(form)]
    return "\n\n".join([*lines, *_kept_apart()]) + "\n"


def _kept_apart() -> list[str]:
    """Tell what changes in a district that keeps personal data apart, from the same forms."""
    lines = [
        "# Если район хранит личные данные отдельно",
        'При строке `personal = "local"` в `vzaimo.toml` личных полей в этих вкладках нет, '
        "они стоят в книгах папки «Люди».",
    ]
    typed = forms("local")
    rows: list[tuple[str, ...]] = [
        (form.title, item.title, item.instead.title if item.instead else "")
        for form in typed.values()
        for item in form.withheld
    ]
    lines.append(_table(("Вкладка", "Поле", "Вместо него"), rows))
    for form in typed.values():
        if form.audience in PERSONS:
            lines += [f"## {form.title}", form.description, _form_table(form)]
    return lines


def _form_table(form: Form) -> str:
    headers = ("Поле", "Как заполнять", "Обязательно", "Пример")
    return _table(headers, [tuple(str(cell) for cell in row) for row in help_rows(form)])


def _table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "\n".join(f"| {' | '.join(map(_escaped, row))} |" for row in lines)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


INTRODUCTION = """\
# Templates of documents

Every document is made from a Word file that the district may own: `vzaimo templates ПАПКА` copies
the built-in ones into `Шаблоны/`, where they win over ours; edit them in Word, then let
`vzaimo templates check ПАПКА` say what is wrong with each, in which paragraph, and what to do. A
broken template costs its own document only.

- `{{ name }}` prints a value, `{{ group.name }}` a field of a group.
- `{% for one in list %}…{% endfor %}` repeats, `{% if name %}…{% else %}…{% endif %}` chooses.
  Inside a loop `loop.index` is the number of the turn.
- With a letter the tag takes the place of what it stands in: `{%p … %}` of its paragraph,
  `{%tr … %}` of its row, `{%tc … %}` of its cell. Nothing else may stand there, and the end of the
  loop has the same letter: `{%tr for one in stages %}` … `{%tr endfor %}`, each in its own row.
- `{% cellbg colour %}` colours a cell, `{% colspan number %}` joins cells.
- Filters: @FILTERS@. Tests after `is`: `defined`, `none`, `odd`, `even`, `divisibleby`.
- A tag stands in one paragraph; its quotes are straight (`'` or `"`). Word may cut it into pieces,
  that does no harm, unless a piece is in a link or a correction that was not accepted.
- A template is no program: no macros, includes or calls, no insides of Python. What is repeated
  without end is stopped. Files with macros or links to other files are refused.

What is printed is escaped: `&`, `<` and line ends in what people typed come out as they are.
"""


def templates_page() -> str:
    """Give the page of what templates may say, with every name of every document."""
    filters = ", ".join(f"`{name}`" for name in FILTERS if name not in ALIASES)
    lines = [MADE, INTRODUCTION.replace("@FILTERS@", filters).rstrip()]
    for kind, names in variables().items():
        rows = [row for name, one in names.items() for row in _variable_rows(name, one)]
        lines += [f"## {KINDS[kind].title}", _table(("Имя", "Что это", "Пример"), rows)]
    return "\n\n".join(lines) + "\n"


ALIASES = ("count", "d", "e")
"""Second names of filters."""


def _variable_rows(name: str, one: Variable) -> Iterator[tuple[str, ...]]:
    """Give the rows of a name and, below it, of its fields: those of an item have «[]»."""
    shown = f"{name}[]" if one.listed else name
    example = "" if one.example is None else _example(one.example)
    yield f"`{shown}`", one.meaning, example
    for field, inner in one.fields.items():
        yield from _variable_rows(f"{shown}.{field}", inner)


def _example(value: object) -> str:
    return ("да" if value else "нет") if isinstance(value, bool) else str(value)


PAGES = {"rules.md": rules_page, "forms.md": forms_page, "templates.md": templates_page}
"""Name of the file in `docs/` → what makes it."""


def renew(folder: Path) -> None:
    """Write the pages into `folder`."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))

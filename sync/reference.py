"""The pages of reference in `docs/`, made from the rules and the forms themselves."""

import sys
from pathlib import Path

from rules.findings import SEVERITIES
from rules.forms import Form
from rules.personal import PERSONS
from rules.report import all_rules
from rules.rulebook import REACHES
from sync.form_tabs import help_rows
from sync.resources import forms

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


PAGES = {"rules.md": rules_page, "forms.md": forms_page}
"""Name of the file in `docs/` → what makes it."""


def renew(folder: Path) -> None:
    """Write the pages into `folder`."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))

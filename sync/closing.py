"""What a command says at its end: tables on the terminal, in Russian."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import click
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

from docgen.marks import Condition, Verdict
from docgen.template_tags import Trouble
from rules.aspect_measuring import Labelled, count_by_kind, figures, judge
from rules.aspects import Catalogue, Recognised, read_line
from rules.findings import OUTCOMES, SEVERITIES
from rules.grid import a1
from rules.report import Report, all_rules
from rules.rulebook import REACHES, Rule
from rules.staffing import DISTRICT
from sync import aspect_tables
from sync.checking import Checked
from sync.diagnosis import Level, Point
from sync.folder import COORDINATOR, PEOPLE, TEMPLATES
from sync.passes import Result
from sync.resources import forms
from sync.status import Status
from sync.status_lines import status_lines
from sync.stores import Made
from sync.wording import Words, time_left

PLAIN_WIDTH = 160
"""Width of tables where the output goes to a file or another program."""

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)
if not OUT.is_terminal:
    OUT.width = PLAIN_WIDTH

LISTED = 10
"""So many names of a kind are listed; of the rest only their number."""


@contextmanager
def progress() -> Iterator["Bars"]:
    """Give a bar for whoever waits at a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Bar(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        yield Bars(bar)


class Bars:
    """The bars of a command, one for each kind of work; told as a Progress or by a Recorder."""

    def __init__(self, bar: Bar) -> None:
        """Show nothing yet."""
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, of: int, left: float = 0.0) -> None:
        """Show how far it is, and how long it still takes where that is known."""
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=of, left="")
        self._bar.update(self._tasks[what], completed=done, total=of, left=time_left(left))


def say_error(text: str) -> None:
    """Say why a command could not do its work."""
    ERR.print(text, markup=False)


def say_aside(text: str) -> None:
    """Say, beside the output, that a command waits or what the worker does."""
    ERR.print(text, markup=False)


def say_founded(folder: Path, made: list[str]) -> None:
    """Say what a new district consists of and what to do next."""
    if not made:
        OUT.print(f"Район в папке «{folder}» уже есть, ничего не изменено.", markup=False)
        return
    OUT.print(f"Создан район в папке «{folder}».", markup=False)
    OUT.print(
        f"1. Откройте «{COORDINATOR}» и заполните «Реестр ОО» и «Настройки».\n"
        f"2. Выполните «vzaimo forms {folder}»: появятся книги организаций.\n"
        f"3. Когда организации заполнят книги, выполните «vzaimo run {folder}».",
        markup=False,
    )


def say_founded_in_google(folder: Path, address: str, tabs: Sequence[str], begun: bool) -> None:
    """Say what the summary of a new district in Google got and what to do next."""
    if not tabs and not begun:
        OUT.print(f"Район «{folder}» уже подготовлен, ничего не изменено.", markup=False)
        return
    OUT.print(f"Подготовлен район в папке «{folder}», его сводная таблица: {address}", markup=False)
    if tabs:
        OUT.print(
            f"В неё добавлены вкладки: {', '.join(f'«{tab}»' for tab in tabs)}.", markup=False
        )
    OUT.print(
        "1. Заполните в ней «Реестр ОО» и «Настройки»; ссылки на таблицы организаций, если они "
        "уже есть, впишите в столбец «Книга (файл)».\n"
        f"2. Выполните «vzaimo doctor {folder}»: он скажет, всё ли готово.\n"
        f"3. Выполните «vzaimo forms {folder}»: в таблицах появятся вкладки.\n"
        f"4. Когда организации заполнят их, выполните «vzaimo run {folder}».",
        markup=False,
    )


def ask_address(address: str) -> str:
    """Show where a person gives the permission, and ask where the browser came out."""
    OUT.print(
        "Откройте этот адрес в браузере любого компьютера, войдите в Google и разрешите доступ:\n"
        f"\n{address}\n\n"
        "В конце браузер покажет, что страница недоступна: так и должно быть. Скопируйте адрес "
        "из его адресной строки целиком и вставьте сюда.",
        markup=False,
    )
    return str(click.prompt("Адрес", prompt_suffix=": "))


def say_logged_in(folder: Path, kept: Path) -> None:
    """Say where the permission is kept and what to do next."""
    OUT.print(
        f"Разрешение получено и лежит в файле {kept}: никому его не передавайте.\n"
        f"Всё ли готово, скажет «vzaimo doctor {folder}».",
        markup=False,
    )


MARKS = {
    Level.OK: "[green]в порядке[/]",
    Level.NOTE: "к сведению",
    Level.MEND: "[yellow]исправить[/]",
    Level.STOP: "[red]нельзя начать[/]",
}


def say_points(points: Sequence[Point], code: int, as_json: bool) -> None:
    """Say point by point what works and what to do about what doesn't."""
    if as_json:
        listed = [{**asdict(point), "level": point.level.value} for point in points]
        OUT.print_json(json.dumps({"code": code, "points": listed}, ensure_ascii=False))
        return
    table = Table("Что", "Как", "Подробности", show_lines=True)
    for point in points:
        table.add_row(escape(point.what), MARKS[point.level], escape(point.text))
    OUT.print(table)
    OUT.print(CONCLUSIONS[code])


CONCLUSIONS = {
    0: "Всё готово к работе.",
    1: "Работать можно, но кое-что надо исправить: см. «исправить».",
    2: "Проход сделать не удастся: сначала исправьте то, где «нельзя начать».",
}


def say_made(words: Words, place: str, made: Sequence[Made]) -> None:
    """Say which books were made in `place`, and which could not be."""
    good = [one for one in made if not one.trouble or one.link]
    done = [one for one in good if PurePosixPath(one.name).parent.name != PEOPLE]
    if not made:
        OUT.print(words.all_made, markup=False)
    completed = [one for one in done if words.completed and not one.link]
    _say_list(words.made.format(count=len(done) - len(completed), place=place),
              [one for one in done if one not in completed], words)  # fmt: skip
    _say_list(words.completed.format(count=len(completed)), completed, words)
    if len(good) > len(done):
        OUT.print(
            f"Сделано книг для личных данных: {len(good) - len(done)}, они в папке «{PEOPLE}» "
            "района. Раздайте их организациям и верните заполненные туда же, но не через облако.",
            markup=False,
        )
    _say_not_made([one for one in made if one.trouble], words)


def _say_list(heading: str, made: Sequence[Made], words: Words) -> None:
    """List what was made; an address that has to be copied is never left out."""
    if made:
        OUT.print(heading, markup=False)
    shown = made if any(one.link for one in made) else made[:LISTED]
    for one in shown:
        OUT.print(f"  {words.shown(one.name)} {one.link}".rstrip(), markup=False)
    if len(made) > len(shown):
        OUT.print(f"  и ещё {len(made) - len(shown)}")


def _say_not_made(made: Sequence[Made], words: Words) -> None:
    """Say what is wrong, each trouble once with the books that have it."""
    by_trouble: dict[str, list[str]] = {}
    for one in made:
        by_trouble.setdefault(one.trouble, []).append(words.shown(one.name))
    for trouble, names in by_trouble.items():
        more = f" и ещё {len(names) - LISTED}" if len(names) > LISTED else ""
        listed = ", ".join(names[:LISTED])
        OUT.print(f"Не сделано: {listed}{more}. {trouble}", markup=False)


def say_templates(folder: Path, made: list[str]) -> None:
    """Say which templates were copied into the district."""
    if made:
        listed = ", ".join(f"«{name}»" for name in made)
        OUT.print(f"Скопировано в папку «{folder / TEMPLATES}»: {listed}.", markup=False)
    else:
        OUT.print("Шаблоны уже скопированы, ничего не изменено.")


def say_template_troubles(found: Mapping[str, Sequence[Trouble]]) -> None:
    """Say of each template what is wrong with it, and where."""
    for name, troubles in found.items():
        OUT.print(f"{name}: {'ошибок нет.' if not troubles else ''}".rstrip(), markup=False)
        for trouble in troubles:
            OUT.print(f"  {str(trouble)[:1].upper()}{str(trouble)[1:]}", markup=False)


def say_documents(result: Result, files: Sequence[str], pdf: Sequence[Path]) -> None:
    """Say which documents were made, and which could not be."""
    for name in files:
        written = name in result.published.written
        OUT.print(f"{name}: {'сделан' if written else 'без изменений'}", markup=False)
    for path in pdf:
        OUT.print(f"{path.name}: сделан", markup=False)
    for line in troubles(result):
        OUT.print(line, markup=False)


VERDICTS = {
    Condition.WHOLE: "«{}»: файл такой, каким его сделала программа.",
    Condition.RESAVED: "«{}»: файл сохранён заново другой программой, слова в нём те же.",
    Condition.CHANGED: "«{}»: файл изменён, слова в нём не те, что были.",
    Condition.FOREIGN: "В файле нет отметки программы: это не документ района, или отметка стёрта.",
}


def say_verdict(verdict: Verdict) -> None:
    """Say which version a file is, and whether it was changed."""
    OUT.print(VERDICTS[verdict.condition].format(verdict.name), markup=False)


def say_set_aside(path: Path) -> None:
    """Say that the state was broken and is rebuilt from the books."""
    ERR.print(
        f"Память программы повреждена и отложена в «{path.name}»; она восстановлена по книгам. "
        "Потеряна только история прежних пояснений.",
        markup=False,
    )


def say_evaluated(
    lines: Sequence[Labelled],
    found: Sequence[Recognised],
    catalogue: Catalogue,
    has_labels: bool,
    as_json: bool,
) -> None:
    """Say how the lines were recognised: each of them, or how well by kind."""
    pairs = list(zip(lines, found, strict=True))
    if as_json:
        rows = [
            {
                "text": line.text,
                "outcome": one.outcome,
                "ids": one.aspects,
                "candidates": one.candidates,
            }
            for line, one in pairs
        ]
        OUT.print_json(json.dumps(rows, ensure_ascii=False))
    elif has_labels:
        verdicts = [judge(*pair) for pair in pairs]
        OUT.print(aspect_tables.counts_table(count_by_kind(lines, verdicts)))
        OUT.print(aspect_tables.figures_table(figures(lines, verdicts)))
    else:
        texts = [(line.text, one) for line, one in pairs]
        OUT.print(aspect_tables.outcomes_table(texts, catalogue))


def say_explained(text: str, found: Recognised, catalogue: Catalogue) -> None:
    """Say why a text was recognised as it was."""
    OUT.print(aspect_tables.decision(found, catalogue), markup=False)
    line = read_line(text, catalogue)
    OUT.print(aspect_tables.words_table(line))
    ids = dict.fromkeys(
        [*found.aspects, *found.candidates, *catalogue.candidates.nearest(line, text)]
    )
    if found.outcome != "none":
        rows = [catalogue.candidates.compare(line, id_) for id_ in ids]
        OUT.print(aspect_tables.comparison_table(rows, catalogue))


def say_rules(as_json: bool) -> None:
    """List the rules."""
    rows = [_rule(rule) for rule in all_rules(forms())]
    if as_json:
        OUT.print_json(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("Правило", "Важность", "Где", "Что должно быть", "Пустая ячейка")
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(*row.values())
    OUT.print(table)


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "severity": SEVERITIES[rule.severity],
        "reach": REACHES[rule.reach],
        "sentence": rule.sentence,
        "empty": rule.empty,
    }


def say_checked(checked: Checked) -> None:
    """List the findings of books that were checked by themselves."""
    for name, why in checked.unreadable.items():
        OUT.print(f"{name}: {why}", markup=False)
    for name, found in checked.findings.groupby("name", sort=False):
        table = Table("Важность", "Вкладка", "Ячейка", "Что исправить", title=str(name))
        for row in found.to_dict("records"):
            severity = SEVERITIES[row["severity"]]
            if row["outcome"] == "undecided":
                severity = OUTCOMES["undecided"]
            table.add_row(severity, row["tab"], a1(row["place"]), escape(row["message"]))
        OUT.print(table)
    if checked.books and checked.findings.empty:
        OUT.print("Замечаний нет.")


def say_status(status: Status, as_json: bool) -> None:
    """Say how the last passes went and when the next one is."""
    if as_json:
        OUT.print_json(json.dumps(status.as_data(), ensure_ascii=False))
        return
    for line in status_lines(status):
        OUT.print(line, markup=False)


def say_result(folder: Path, result: Result, as_json: bool, dry_run: bool) -> None:
    """Say what a pass did."""
    if as_json:
        OUT.print_json(json.dumps(summary(result), ensure_ascii=False))
        return
    if result.report is None:
        OUT.print(
            f"С прошлого прохода ({result.today:%d.%m.%Y}) ничего не изменилось: записывать нечего."
        )
        return
    OUT.print(_closing_table(result, dry_run))
    for line in troubles(result):
        OUT.print(line, markup=False)
    for name in result.published.copies:
        OUT.print(f"Прежний файл сохранён: {name}", markup=False)
    if dry_run:
        for name, text in result.published.differences.items():
            OUT.print(f"  {name}: {text}", markup=False)
        OUT.print("Ничего не записано: это пробный проход.")
        return
    if not result.published.written:
        OUT.print("Всё уже стоит как надо: записывать нечего.")
    OUT.print(result.words.closing.format(folder=folder), markup=False)


def _closing_table(result: Result, dry_run: bool) -> Table:
    assert result.report is not None
    staffing, findings = result.report.staffing, result.report.findings
    day = staffing.reporting_date
    covered, members = staffing.totals.loc[DISTRICT, ["covered", "members"]]
    done = result.published
    changed = len(done.differences) if dry_run else len(done.written)
    table = Table(title=f"Проход за {result.today:%d.%m.%Y}", show_header=False)
    table.add_row("Книг прочитано", f"{result.books - len(result.unreadable)} из {result.books}")
    table.add_row("Файлов прочитано заново", str(result.parsed))
    table.add_row("Отчётная дата", f"{day:%d.%m.%Y}" if day else "нет данных")
    table.add_row("Организаций с данными «Кадров»", f"{covered} из {members}")
    for severity, count in open_counts(findings).items():
        table.add_row(LABELS[severity], str(count))
    table.add_row("Не проверено", str(_undecided(findings)))
    table.add_row("Изменились бы файлы" if dry_run else "Файлов записано", str(changed))
    table.add_row("Файлов без изменений", str(len(done.unchanged)))
    return table


LABELS = {"error": "Ошибок", "question": "Вопросов", "advice": "Советов"}


def open_counts(findings: pd.DataFrame) -> dict[str, int]:
    """Count the open findings by severity; what could not be checked is counted apart."""
    open_ = findings[
        findings["state"].isin(["new", "remaining"]) & (findings["outcome"] == "fails")
    ]
    return {severity: int((open_["severity"] == severity).sum()) for severity in SEVERITIES}


def _undecided(findings: pd.DataFrame) -> int:
    open_ = findings["state"].isin(["new", "remaining"])
    return int((open_ & (findings["outcome"] == "undecided")).sum())


def troubles(result: Result) -> Iterator[str]:
    """Name what was left out, and why."""
    done, named = result.published, result.words.listed
    for name, why in result.unreadable.items():
        yield f"Не прочитано: {named(name)}. {why}"
    for name in result.strangers:
        yield f"Не прочитано: {named(name)} — в Реестре нет такой организации."
    for name in done.open:
        yield f"Не записано: {named(name)} открыт. Закройте его, запишется следующим проходом."
    for name in done.changed:
        yield f"Не записано: {named(name)} кто-то менял во время прохода. Повторите проход."
    for name in done.failed:
        why = done.troubles.get(name, "Нет места на диске или прав на запись.")
        yield f"Не записано: {named(name)}. {why}"
    for name, why in result.broken_templates.items():
        yield f"Документ «{name}» не сделан. {why}"
    for name, why in result.not_shared.items():
        yield f"Не загружено на Google Диск: {named(name)}. {why}"
    if result.report is not None and result.report.crashes:
        rules = ", ".join(result.report.crashes)
        yield f"Ошибка программы в правилах: {rules}. Подробности в журнале .vzaimo/vzaimo.log."


def summary(result: Result) -> dict[str, Any]:
    """Give the outcome of a pass as data for `--json`."""
    done = result.published
    made: dict[str, Any] = {
        "today": result.today.isoformat(),
        "complete": result.complete,
        "changed": result.report is not None,
        "books": result.books,
        "parsed": result.parsed,
        "unreadable": result.unreadable,
        "written": done.written,
        "unchanged": len(done.unchanged),
        "differences": done.differences,
        "open": done.open,
        "failed": done.failed + done.changed,
        "copies": done.copies,
        "broken_templates": result.broken_templates,
        "not_shared": dict(result.not_shared),
    }
    if result.report is not None:
        day = result.report.staffing.reporting_date
        made["reporting_date"] = day.isoformat() if day else None
        findings = result.report.findings
        made["findings"] = open_counts(findings) | {"undecided": _undecided(findings)}
        made["states"] = findings["state"].value_counts().to_dict()
        made["matching"] = _matching(result.report)
        made["asked_texts"] = _asked(result.report)
    return made


def _matching(report: Report) -> dict[str, Any]:
    """Give who learns from whom, with how good that is, and the events with their dates."""
    matching, events = report.matching, report.joint_plan.events
    pairs = matching.pairs[["guest", "host", "aspect", "sitting", "format", "weight", "why"]]
    unmet = matching.unmet[["guest", "aspect", "reason", "text"]]
    return {
        "objective": matching.objective,
        "bound": matching.bound,
        "gap": matching.gap,
        "plain_objective": matching.plain_objective,
        "share": matching.found.share,
        "pairs": pairs.to_dict("records"),
        "unmet": unmet.to_dict("records"),
        "events": [
            {
                "host": row["org"],
                "aspect": row["aspect_id"],
                "guests": list(row["guests"]),
                "event": row["event"],
                "date": None if row["date"] is None else row["date"].isoformat(),
                "state": row["status"],
                "matched": row["matched"],
            }
            for row in events.to_dict("records")
        ],
    }


def _asked(report: Report) -> int:
    """Count the texts that wait for the coordinator, each once for a process."""
    asked = report.district.unresolved
    return len(
        asked.assign(process=asked["process"].fillna("")).drop_duplicates(["key", "process"])
    )

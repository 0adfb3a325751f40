"""The command line, in Russian: every command, in the order of a district's life."""

import datetime as dt
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click
from filelock import FileLock, Timeout

from rules.aspect_measuring import recognise_lines
from rules.aspects import PROCESSES, recognise
from sync import __version__, aspect_source, closing
from sync.checking import check_books
from sync.command import RussianGroup, call
from sync.config import Config, ConfigError, load
from sync.demo import FoundingError, begin_second_year, found_demo, refuse_strange_folder
from sync.documents import KINDS
from sync.folder import COPIES, TEMPLATES, Folder
from sync.founding import found_district
from sync.intake import Progress
from sync.new_books import make_books
from sync.passes import PassError, Result, run
from sync.resources import read_bytes
from sync.state import State
from sync.workbooks import UnreadableBook

COMPLETE, INCOMPLETE, WRONG = 0, 1, 2
"""Exit codes: the pass is complete; something was left out; it could not begin."""

EXPECTED = (PassError, ConfigError, FoundingError, UnreadableBook, aspect_source.LinesError)
"""Errors whose text is the message that people read."""

log = logging.getLogger("vzaimo")

FOLDER = click.Path(file_okay=False, path_type=Path)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a service has an ASCII locale, an old console its own
            stream.reconfigure(
                encoding="utf-8" if stream.encoding == "ascii" else None, errors="replace"
            )
    try:
        code = call(vzaimo, "vzaimo", args)
    except EXPECTED as error:
        closing.say_error(str(error))
        code = WRONG
    except Exception:
        closing.say_error(
            "В программе ошибка, проход прерван; ничего из введённого людьми не пострадало. "
            "Подробности — в журнале .vzaimo/vzaimo.log: перешлите его разработчикам."
        )
        code = INCOMPLETE
    sys.exit(code)


@click.group(cls=RussianGroup)
@click.version_option(__version__, message="vzaimo %(version)s", help="Показать версию.")
def vzaimo() -> None:
    """Взаимообучение организаций района: своды, проверки и документы из общих таблиц."""


@vzaimo.command()
@click.argument("folder", metavar="[ПАПКА]", type=FOLDER, default=Path("demo"))
@click.option("--organisations", "number", metavar="ЧИСЛО", type=click.IntRange(1, 20000),
              help="Сколько организаций сделать (обычно 29, как в паспорте проекта).")  # fmt: skip
@click.option(
    "--second-year", is_flag=True, help="Начать и второй учебный год: первый уйдёт в «Архив»."
)
def demo(folder: Path, number: int | None, second_year: bool) -> int:
    """Сделать учебный район и обработать его."""
    store = _store(folder, folder / ".vzaimo")
    refuse_strange_folder(store)
    with closing.progress() as progress:
        with _locked(folder / ".vzaimo"):
            found_demo(store, number, progress)
        code = _run(folder, None, False, False, progress)
        if second_year:
            with _locked(folder / ".vzaimo"):
                begin_second_year(store, number, progress)
            code = max(code, _run(folder, None, False, False, progress))
        return code


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
def init(folder: Path) -> int:
    """Создать новый район: папку и книгу координатора."""
    with _locked(folder / ".vzaimo"):
        made = found_district(_store(folder, folder / ".vzaimo"))
    closing.say_founded(folder, made)
    return COMPLETE


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
def forms(folder: Path) -> int:
    """Сделать книги организациям Реестра, у которых их нет."""
    with (
        _district(folder) as (config, store),
        _opened(config) as state,
        closing.progress() as progress,
    ):
        today, last_year = _today(config, None), state.facts().get("year")
        made = make_books(store, state.books(), today, progress, last_year)
    closing.say_made(folder, made)
    return COMPLETE


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
def templates(folder: Path) -> int:
    """Скопировать шаблоны документов в район, чтобы править их в Word."""
    with _district(folder) as (_, store):
        made = [
            f"{kind.title}.docx"
            for kind in KINDS.values()
            if store.create(
                f"{TEMPLATES}/{kind.title}.docx", read_bytes("documents", kind.template)
            )
        ]
    closing.say_templates(folder, made)
    return COMPLETE


@vzaimo.command(name="run")
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option(
    "--today", metavar="ДАТА", help="Считать, что сегодня этот день, например 01.03.2022."
)
@click.option("--dry-run", is_flag=True, help="Ничего не записывать, только показать отличия.")
@click.option("--json", "as_json", is_flag=True, help="Вывести итог в JSON.")
def run_(folder: Path, today: str | None, dry_run: bool, as_json: bool) -> int:
    """Обработать район: прочитать книги, проверить, записать своды и документы."""
    with closing.progress() as progress:
        return _run(folder, _parse_date(today), dry_run, as_json, progress)


@vzaimo.command()
@click.argument("books", metavar="КНИГА…", nargs=-1, required=True,
                type=click.Path(dir_okay=False, path_type=Path))  # fmt: skip
def check(books: tuple[Path, ...]) -> int:
    """Проверить книги организаций без района."""
    outcome = check_books(books, dt.date.today())
    closing.say_checked(outcome)
    return INCOMPLETE if outcome.unreadable else COMPLETE


@vzaimo.command()
@click.option("--json", "as_json", is_flag=True, help="Вывести список в JSON.")
def rules(as_json: bool) -> int:
    """Показать все правила проверки."""
    closing.say_rules(as_json)
    return COMPLETE


@vzaimo.group(cls=RussianGroup)
def aspects() -> None:
    """Узнавание аспектов: измерить, объяснить."""


DISTRICT = click.option(
    "--district", metavar="ПАПКА", type=FOLDER,
    help="Взять Справочник аспектов этого района, а не начальный.",
)  # fmt: skip


@aspects.command()
@click.argument("lines", metavar="ФАЙЛ.csv", type=click.Path(dir_okay=False, path_type=Path))
@DISTRICT
@click.option("--json", "as_json", is_flag=True, help="Вывести исход каждой строки в JSON.")
def evaluate(lines: Path, district: Path | None, as_json: bool) -> int:
    """Измерить на размеченных строках, верно ли узнаются аспекты."""
    known = aspect_source.catalogue(district)
    labelled, has_labels = aspect_source.labelled_lines(lines)
    closing.say_evaluated(labelled, recognise_lines(labelled, known), known, has_labels, as_json)
    return COMPLETE


@aspects.command()
@click.argument("text", metavar="ТЕКСТ")
@DISTRICT
@click.option("--block", metavar="ПРОЦЕСС", type=click.Choice(PROCESSES),
              help="В каком блоке стоит текст: педагогический или управленческий.")  # fmt: skip
def explain(text: str, district: Path | None, block: str | None) -> int:
    """Показать, каким аспектом и почему программа сочтёт текст."""
    known = aspect_source.catalogue(district)
    closing.say_explained(text, recognise(text, block, known), known)
    return COMPLETE


# --- what the commands share ------------------------------------------------------------------


def _run(
    folder: Path, today: dt.date | None, dry_run: bool, as_json: bool, progress: Progress
) -> int:
    with _district(folder) as (config, store):
        with _opened(config) as state:
            day = _today(config, today)
            now = dt.datetime.now().astimezone().replace(tzinfo=None)
            result = run(store, state, day, now, dry_run=dry_run, progress=progress)
        _log(result)
    closing.say_result(folder, result, as_json, dry_run)
    return COMPLETE if result.complete else INCOMPLETE


def _log(result: Result) -> None:
    done = result.published
    log.info(
        "pass for %s: %d books, %d parsed, %d unreadable, %d written, %d unchanged, %d left",
        result.today, result.books, result.parsed, len(result.unreadable), len(done.written),
        len(done.unchanged), len(done.open) + len(done.changed) + len(done.failed),
    )  # fmt: skip


def _today(config: Config, given: dt.date | None) -> dt.date:
    return given or config.today or dt.date.today()


def _parse_date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    msg = f"«{text}» — не дата: нужно, например, 01.03.2022."
    raise click.BadParameter(msg, param_hint="--today")


def _store(folder: Path, state: Path) -> Folder:
    return Folder(folder, state / COPIES)


@contextmanager
def _district(folder: Path) -> Iterator[tuple[Config, Folder]]:
    """Give the configuration and the store of a district, inside its lock."""
    config = load(folder)
    with _locked(config.state):
        yield config, _store(folder, config.state)


@contextmanager
def _opened(config: Config) -> Iterator[State]:
    """Open the state of a district; say so where it was broken and is rebuilt."""
    state = State(config.state)
    try:
        if state.set_aside is not None:
            closing.say_set_aside(state.set_aside)
        yield state
    finally:
        state.close()


@contextmanager
def _locked(state: Path) -> Iterator[None]:
    """Hold the district's lock; the system lets it go when the process dies."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state / "lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        msg = "С этим районом уже работает другая программа «Взаимо»: подождите, пока она закончит."
        raise PassError(msg) from error
    except OSError as error:
        msg = f"Папка «{state}» недоступна для записи: {error.strerror}."
        raise ConfigError(msg) from error
    handler = RotatingFileHandler(state / "vzaimo.log", maxBytes=1_000_000, backupCount=3,
                                  encoding="utf-8", delay=True)  # fmt: skip
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    except Exception as error:
        if not isinstance(error, (*EXPECTED, click.UsageError)):
            log.exception("the program failed")
        raise
    finally:
        log.removeHandler(handler)
        handler.close()
        lock.release()

"""The command line, in Russian: every command, in the order of a district's life."""

import datetime as dt
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, get_args

import click

from docgen.marks import UNCHANGED, verify
from rules.aspect_measuring import recognise_lines
from rules.aspects import PROCESSES, recognise
from rules.personal import Personal
from sync import __version__, aspect_source, closing, locks, logs
from sync.checking import check_books
from sync.command import RussianGroup, call
from sync.config import FILE, Config, ConfigError, load
from sync.demo import FoundingError, begin_second_year, found_demo, refuse_strange_folder
from sync.diagnosis import diagnose, exit_code
from sync.folder import BOOKS
from sync.founding import found_district
from sync.google.errors import GoogleError
from sync.making_documents import make_documents
from sync.new_books import make_books
from sync.opening import open_client, open_folder, open_store
from sync.passes import PassError, Result, run
from sync.pdf import NoPdf, make_pdf
from sync.recording import Recorder, recorded
from sync.state import State
from sync.status import look
from sync.stores import Store
from sync.template_checks import check_templates, copy_templates
from sync.timetable import Timetable, check_every
from sync.watching import Stop, stopped_by_signals
from sync.watching import watch as keep_watch
from sync.workbooks import UnreadableBook

COMPLETE, INCOMPLETE, WRONG = 0, 1, 2
"""Exit codes: the pass is complete; something was left out, which the next one may do; it could
not be made, and none will be before somebody mends what is wrong."""

EXPECTED = (
    PassError,
    ConfigError,
    FoundingError,
    UnreadableBook,
    GoogleError,
    locks.Busy,
    NoPdf,
    aspect_source.LinesError,
)
"""Errors whose text is the message that people read."""

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
        code = INCOMPLETE if isinstance(error, GoogleError) and error.may_pass else WRONG
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


PERSONAL = click.option(
    "--personal",
    type=click.Choice(get_args(Personal)),
    default="books",
    show_default=False,
    metavar="books|local",
    help="Где хранятся личные данные: в книгах организаций (books, обычно) или отдельно, "
    "в папке «Люди» (local).",
)


@vzaimo.command()
@click.argument("folder", metavar="[ПАПКА]", type=FOLDER, default=Path("demo"))
@click.option("--organisations", "number", metavar="ЧИСЛО", type=click.IntRange(1, 20000),
              help="Сколько организаций сделать (обычно 29, как в паспорте проекта).")  # fmt: skip
@PERSONAL
@click.option(
    "--second-year", is_flag=True, help="Начать и второй учебный год: первый уйдёт в «Архив»."
)
def demo(folder: Path, number: int | None, personal: Personal, second_year: bool) -> int:
    """Сделать учебный район и обработать его."""
    store = open_folder(folder, folder / ".vzaimo", personal)
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


FILE_TO_READ = click.Path(dir_okay=False, path_type=Path)


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option("--google", is_flag=True, help="Район, таблицы которого лежат в Google.")
@click.option("--summary", metavar="ССЫЛКА", default="", help="Сводная таблица Google.")
@click.option(
    "--credentials", metavar="ФАЙЛ", type=FILE_TO_READ,
    help="Ключ учётной записи Google (обычно credentials.json в папке района).",
)  # fmt: skip
@click.option("--drive", metavar="ССЫЛКА", default="", help="Общий диск Google, если он есть.")
@click.option("--documents-folder", metavar="ССЫЛКА", default="",
              help="Папка Google Диска для документов.")  # fmt: skip
@click.option("--personal", type=click.Choice(get_args(Personal)), metavar="books|local",
              help="Где хранятся личные данные: в книгах организаций (books) или отдельно, в папке "
              "«Люди» (local; с Google обычно так).")  # fmt: skip
def init(folder: Path, google: bool, personal: Personal | None, **links: Any) -> int:
    """Создать новый район: папку и книгу координатора или сводную таблицу Google."""
    if google:
        return _init_google(folder, links | {"personal": personal})
    if any(links.values()):
        raise ConfigError("Ссылки и ключ нужны району в Google: добавьте --google.")
    _refuse_google(folder)
    with _locked(folder / ".vzaimo"):
        made = found_district(open_folder(folder, folder / ".vzaimo", personal or "books"))
    closing.say_founded(folder, made)
    return COMPLETE


def _init_google(folder: Path, links: Mapping[str, Any]) -> int:
    from sync.google.founding import Asked, found_in_google, planned

    config, text = planned(folder, Asked(**links))
    with _locked(config.state):
        assert config.google is not None
        files = open_folder(folder, config.state, config.personal)
        made = found_in_google(files, open_client(config.google), config.google, text)
    closing.say_founded_in_google(folder, made.address, made.tabs, made.begun)
    return COMPLETE


def _refuse_google(folder: Path) -> None:
    if (folder / FILE).is_file() and load(folder).google is not None:
        msg = f"Район «{folder}» лежит в Google: повторите команду с ключом --google."
        raise ConfigError(msg)


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option(
    "--app", metavar="ФАЙЛ", type=FILE_TO_READ,
    help="Описание приложения из Google Cloud (обычно application.json в папке района).",
)  # fmt: skip
@click.option(
    "--no-browser", is_flag=True,
    help="На этом компьютере нет браузера: показать адрес, чтобы открыть его на другом.",
)  # fmt: skip
def login(folder: Path, app: Path | None, no_browser: bool) -> int:
    """Войти в Google от имени человека, чтобы программа работала с его таблицами."""
    from sync.google.login import log_in

    folder.mkdir(parents=True, exist_ok=True)
    kept = log_in(folder, app, closing.ask_address if no_browser else None)
    closing.say_logged_in(folder, kept)
    return COMPLETE


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Вывести ответ в JSON.")
def doctor(folder: Path, as_json: bool) -> int:
    """Проверить, всё ли готово к работе, и сказать, что исправить."""
    points = diagnose(folder)
    code = exit_code(points)
    closing.say_points(points, code, as_json)
    return code


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
    closing.say_made(store.words, str(folder / BOOKS), made)
    return INCOMPLETE if any(one.trouble for one in made) else COMPLETE


@vzaimo.command(short_help="Скопировать шаблоны документов в район или проверить их (check).")
@click.argument("words", metavar="[check] ПАПКА", nargs=-1, required=True)
def templates(words: tuple[str, ...]) -> int:
    """Скопировать шаблоны документов в район, чтобы править их в Word; с «check» — проверить.

    vzaimo templates ПАПКА — скопировать; vzaimo templates check ПАПКА — сказать, что в шаблонах
    не так и где.
    """
    *action, folder = words
    if action not in ([], ["check"]):
        raise click.UsageError("")
    with _district(Path(folder)) as (_, store):
        if not action:
            closing.say_templates(Path(folder), copy_templates(store.files))
            return COMPLETE
        found = check_templates(store.files)
    closing.say_template_troubles(found)
    return INCOMPLETE if any(found.values()) else COMPLETE


@vzaimo.command(short_help="Сделать документы без прохода или узнать редакцию файла (verify).")
@click.argument("words", metavar="ПАПКА | verify ФАЙЛ", nargs=-1, required=True)
@click.option("--only", metavar="НАЗВАНИЕ", multiple=True,
              help="Только документы с этими словами в названии; можно повторить.")  # fmt: skip
@click.option("--pdf", is_flag=True, help="Сделать и PDF, если установлен LibreOffice.")
def documents(words: tuple[str, ...], only: tuple[str, ...], pdf: bool) -> int:
    """Сделать документы района, не делая прохода; с «verify» — узнать, какая редакция в файле.

    vzaimo documents ПАПКА — сделать; vzaimo documents verify ФАЙЛ — сказать, какой это документ,
    какой редакции и не изменён ли он.
    """
    *action, place = words
    if action == ["verify"]:
        verdict = verify(_read(Path(place)))
        closing.say_verdict(verdict)
        return COMPLETE if verdict.condition in UNCHANGED else INCOMPLETE
    if action:
        raise click.UsageError("")
    folder = Path(place)
    with (
        _district(folder) as (config, store),
        _opened(config) as state,
        closing.progress() as progress,
    ):
        result, files = make_documents(store, state, _today(config, None), only, progress)
        made = make_pdf([store.files.path / file for file in files]) if pdf else []
    closing.say_documents(result, files, made)
    return COMPLETE if result.complete else INCOMPLETE


@vzaimo.command(name="run")
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option(
    "--today", metavar="ДАТА", help="Считать, что сегодня этот день, например 01.03.2022."
)
@click.option("--dry-run", is_flag=True, help="Ничего не записывать, только показать отличия.")
@click.option("--json", "as_json", is_flag=True, help="Вывести итог в JSON.")
@click.option(
    "--wait", metavar="СЕКУНД", type=click.FloatRange(0, 86400), default=locks.WAIT,
    help=f"Сколько ждать, если районом занят работник (обычно {locks.WAIT:g}).",
)  # fmt: skip
def run_(folder: Path, today: str | None, dry_run: bool, as_json: bool, wait: float) -> int:
    """Обработать район: прочитать книги, проверить, записать своды и документы."""
    with closing.progress() as progress:
        return _run(folder, _parse_date(today), dry_run, as_json, progress, wait)


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option("--every", metavar="МИНУТ", type=float,
              help="Как часто делать проход (обычно из vzaimo.toml, там — 10).")  # fmt: skip
def watch(folder: Path, every: float | None) -> int:
    """Делать проходы по расписанию, пока не остановят."""
    config = _real(load(folder))
    timetable = _timetable(config, every)

    def make_pass(with_documents: bool) -> None:
        with recorded(config.state, _command(), EXPECTED, stop.check) as record:
            _real(load(folder))
            _pass(folder, None, record, wait=locks.PROBE, with_documents=with_documents, stop=stop)

    with (
        logs.to_console(closing.say_aside),
        _held(config.state, locks.WORKER, locks.PROBE),
        stopped_by_signals() as stop,
    ):
        keep_watch(config.state, timetable, make_pass, stop)
    return COMPLETE


@vzaimo.command()
@click.argument("folder", metavar="ПАПКА", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Вывести состояние в JSON.")
def status(folder: Path, as_json: bool) -> int:
    """Сказать, как прошли последние проходы и когда следующий."""
    found = look(load(folder).state)
    closing.say_status(found, as_json)
    return found.code


@vzaimo.command()
@click.argument("books", metavar="КНИГА…", nargs=-1, required=True,
                type=click.Path(dir_okay=False, path_type=Path))  # fmt: skip
@PERSONAL
def check(books: tuple[Path, ...], personal: Personal) -> int:
    """Проверить книги организаций без района."""
    outcome = check_books(books, dt.date.today(), personal)
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
    folder: Path,
    today: dt.date | None,
    dry_run: bool,
    as_json: bool,
    progress: closing.Bars,
    wait: float = locks.WAIT,
) -> int:
    if dry_run:
        with _district(folder, wait) as (config, store), _opened(config) as state:
            day = _today(config, today)
            result = run(store, state, day, _now(), dry_run=True, progress=progress)
    else:
        with recorded(load(folder).state, _command(), EXPECTED, progress) as record:
            result = _pass(folder, today, record, wait)
    closing.say_result(folder, result, as_json, dry_run)
    return COMPLETE if result.complete else INCOMPLETE


def _pass(
    folder: Path,
    today: dt.date | None,
    record: Recorder,
    wait: float,
    with_documents: bool = True,
    stop: Stop | None = None,
) -> Result:
    """Make a pass over a district that is recorded."""
    with _district(folder, wait) as (config, store), _opened(config) as state:
        if stop is not None:
            stop.wake = store.interrupt
        day = _today(config, today)
        record.begin(day, store.seconds_left)
        result = run(
            store, state, day, _now(), with_documents=with_documents, progress=record.progress
        )
        record.done(result, tuple(closing.troubles(result)), with_documents)
    return result


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        msg = f"Файл «{file}» не открывается: проверьте имя и что он не занят другой программой."
        raise ConfigError(msg) from error


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone().replace(tzinfo=None)


def _command() -> str:
    """Name the command that is running."""
    return click.get_current_context().info_name or ""


def _real(config: Config) -> Config:
    """Give the configuration, unless it is that of a demo, whose day stands still."""
    if config.today is not None:
        msg = (
            f"В {config.folder / FILE} закреплён день ({config.today:%d.%m.%Y}), как в учебном "
            "районе: работнику нужен настоящий. Уберите строку «today» или делайте проходы "
            "командой «vzaimo run»."
        )
        raise ConfigError(msg)
    return config


def _timetable(config: Config, minutes: float | None) -> Timetable:
    try:
        every = config.timetable.every if minutes is None else check_every(minutes)
        return replace(config.timetable, every=every)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--every") from error


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


@contextmanager
def _district(folder: Path, wait: float = locks.WAIT) -> Iterator[tuple[Config, Store]]:
    """Give the configuration and the store of a district, inside its lock."""
    config = load(folder)
    with _locked(config.state, wait):
        yield config, open_store(config)


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
def _locked(state: Path, wait: float = locks.WAIT) -> Iterator[None]:
    """Hold the district's lock, and log what is done inside."""
    with (
        _held(state, locks.DISTRICT, wait),
        logs.to_file(state, EXPECTED, command=_command(), pid=os.getpid()),
    ):
        yield


@contextmanager
def _held(state: Path, name: str, wait: float) -> Iterator[None]:
    """Hold a lock in the folder of the state; ConfigError where it can't be made."""
    with ExitStack() as stack:
        try:
            state.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locks.held(state / name, _command(), wait, closing.say_aside))
        except OSError as error:
            msg = f"Папка «{state}» недоступна для записи: {error.strerror}."
            raise ConfigError(msg) from error
        yield

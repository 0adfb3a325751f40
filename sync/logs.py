"""The log: events with fields, as JSON in `vzaimo.log`, as lines in Russian for who watches.

Nothing that people typed is logged, and what looks like a secret or a person is hidden all the
same. Other libraries do not log here: what they say may hold requests and keys.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

from sync.redaction import redacted, told_traceback

FILE = "vzaimo.log"
LARGEST = 1_000_000
KEPT = 3
"""Bytes of one file of the log, and how many older files are kept beside it."""

LOGGER = logging.getLogger("vzaimo")
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())

TALKATIVE = ("google", "google_auth_oauthlib", "oauthlib", "requests_oauthlib", "urllib3")
"""Libraries whose debugging log holds requests, and with them tokens."""


def keep_quiet() -> None:
    """Keep what those libraries log below a warning out of any log, however it is set up."""
    for name in (*TALKATIVE, *logging.root.manager.loggerDict):
        if name.split(".")[0] in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)


Event = structlog.typing.EventDict


def _traceback(logger: Any, method: str, event: Event) -> Event:
    """Turn an exception into its traceback, without values."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["traceback"] = told_traceback(error)
    return event


def _redacted(logger: Any, method: str, event: Event) -> Event:
    hidden: Event = redacted(dict(event))
    return hidden


log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    LOGGER,
    wrapper_class=structlog.stdlib.BoundLogger,
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        _traceback,
        _redacted,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper("%Y-%m-%dT%H:%M:%S.%f%z", utc=False, key="at"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
)
"""The log of the whole program: `log.info("book_read", book=name)`."""


class LogFile(RotatingFileHandler):
    """The file of the log; a full disk or a lost network drive stops no pass."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Go on without this line."""


@contextmanager
def to_file(folder: Path, told: tuple[type[Exception], ...], **fields: Any) -> Iterator[None]:
    """Log to the file in `folder`, `fields` with every line; inside itself it does nothing.

    An exception that passes through is logged with its traceback, unless it is one of `told`,
    whose text people get.
    """
    if any(isinstance(handler, LogFile) for handler in LOGGER.handlers):
        yield
        return
    handler = LogFile(folder / FILE, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8",
                      delay=True)  # fmt: skip
    handler.setFormatter(_formatter(_json_line))
    try:
        with _attached(handler), structlog.contextvars.bound_contextvars(**fields):
            try:
                yield
            except told:
                raise
            except Exception as error:
                log.error("program_failed", exc_info=error)
                raise
    finally:
        handler.close()


@contextmanager
def to_console(write: Callable[[str], None]) -> Iterator[None]:
    """Hand each event as one line in Russian to `write`."""
    handler = _Console(write)
    handler.setFormatter(_formatter(_russian_line))
    with _attached(handler):
        yield


class _Console(logging.Handler):
    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        if line := self.format(record):
            with suppress(OSError, ValueError):  # the terminal was closed
                self._write(line)


@contextmanager
def _attached(handler: logging.Handler) -> Iterator[None]:
    LOGGER.addHandler(handler)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


def _formatter(render: structlog.typing.Processor) -> structlog.stdlib.ProcessorFormatter:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(processors=[remove, render])


FIRST = ("at", "level", "event")
_to_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def _json_line(logger: Any, method: str, event: Event) -> str | bytes:
    ordered = {name: event[name] for name in FIRST} | dict(event)
    return _to_json(logger, method, ordered)


LINES: Mapping[str, str] = {
    "worker_started": "Работник начал: проход каждые {every} мин.",
    "worker_stopped": "Работник закончил.",
    "turn_skipped": "Районом занят {holder}: проход отложен до следующего раза.",
    "pass_started": "Проход за {today}.",
    "under_way": "{what}: {done} из {of}{left}",
    "book_failed": "Не прочитано: {book}. {why}",
    "request_repeated": "Google не ответил как надо ({error}): ещё раз через {pause} с.",
    "file_left": "Не записано: {file} ({why}).",
    "document_failed": "Документ не сделан: {document}.",
    "rule_crashed": "Ошибка программы в правиле {rule}.",
    "books_changed": "Во время прохода сохраняли книги программы: начинаю заново.",
    "pass_done": "Проход сделан: книг {books}, прочитано заново {parsed}, записано файлов "
    "{written}, осталось незаписанных {left}, {seconds} с.",
    "nothing_changed": "Ничего не изменилось, записывать нечего.",
    "pass_failed": "Проход не сделан. {why}",
    "pass_stopped": "Проход прерван по просьбе: следующий продолжит.",
    "program_failed": "В программе ошибка. Подробности — в журнале .vzaimo/vzaimo.log.",
}
"""What the events are called for who watches; those that are not here are for the file only."""

SILENT = ""


def _russian_line(logger: Any, method: str, event: Event) -> str:
    text = LINES.get(event["event"], SILENT)
    shown = {name: _shown(value) for name, value in event.items()}
    return f"{event['at'][11:19]} {text.format_map(shown)}" if text else SILENT


def _shown(value: Any) -> str:
    """Write a value the Russian way: 1,5; 01.03.2022."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3.\2.\1", str(value))

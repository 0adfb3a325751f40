"""The status of a district in words, for `vzaimo status`."""

import datetime as dt
from collections.abc import Iterator

from sync.status import Past, Status

MOST_LEFT = 10
"""So many things that were left out are listed."""


def status_lines(status: Status) -> Iterator[str]:
    """Say how the last passes went and when the next one is."""
    passes = status.passes
    if passes.last is None:
        yield "Проходов ещё не было."
    else:
        yield f"Последний проход: {_past(passes.last)}."
        yield from _left(passes.last)
    if passes.last != passes.complete:
        complete = _past(passes.complete) if passes.complete else "не было"
        yield f"Последний полный проход: {complete}."
    yield from _under_way(status)
    yield _next(status)
    if passes.trouble is not None and passes.trouble != passes.last:
        yield f"Последняя неполадка: {_past(passes.trouble)}."
        yield from _left(passes.trouble)


def _past(past: Past) -> str:
    day = f", за {past.today:%d.%m.%Y}" if past.today else ""
    how = "полный" if past.complete else "неполный"
    seconds = f"{past.seconds:.1f}".replace(".", ",")
    return f"{_moment(past.started)}{day}, {seconds} с, {how} (vzaimo {past.command})"


def _left(past: Past) -> Iterator[str]:
    for line in past.left[:MOST_LEFT]:
        yield f"  {line}"
    if len(past.left) > MOST_LEFT:
        yield f"  и ещё {len(past.left) - MOST_LEFT}"


def _under_way(status: Status) -> Iterator[str]:
    way = status.passes.under_way
    if way is None:
        return
    if status.broken_off:
        yield (
            f"Проход, начатый {_moment(way.started)}, оборван: программу или компьютер выключили. "
            "Ничего не потеряно, следующий проход доделает."
        )
        return
    far = f": {way.what.lower()}, {way.done} из {way.of}" if way.what else ""
    yield f"Сейчас идёт проход, начатый {_moment(way.started)}{far}{_time_left(status)}."


def _time_left(status: Status) -> str:
    """Say how long the part of the pass that is at work may still take, if it goes on so."""
    way = status.passes.under_way
    if way is None or not 0 < way.done < way.of:
        return ""
    minutes = (way.seen - way.started).total_seconds() / way.done * (way.of - way.done) / 60
    return f", осталось около {minutes:.0f} мин" if minutes >= 1 else ""


def _next(status: Status) -> str:
    worker = status.worker
    if worker is None or status.running is False:
        died = worker is not None and worker.ended is None
        return f"Работник не запущен{', хотя его не останавливали' if died else ''}."
    late = ", но он опаздывает: посмотрите журнал .vzaimo/vzaimo.log" if status.overdue else ""
    return (
        f"Следующий проход: {_moment(worker.next)}{late} "
        f"(работник, процесс {worker.pid}, запущен {_moment(worker.since)})."
    )


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%d.%m.%Y} в {moment:%H:%M:%S}"

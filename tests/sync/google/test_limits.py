"""The limiter: under Google's quotas wherever its minutes begin, and not slower than it must be."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.google.limits import Kind, Limiter, Quota, Stopped, SystemClock
from tests.sync.google.conftest import FakeClock


def moments(limiter: Limiter, clock: FakeClock, kind: Kind, number: int) -> list[float]:
    sent = []
    for _ in range(number):
        limiter.wait(kind)
        sent.append(clock.now())
    return sent


def fullest(sent: list[float], begins: float) -> int:
    """Give the most requests in one of the server's minutes, which begin at `begins`."""
    return max(Counter((moment - begins) // 60 for moment in sent).values())


@given(begins=st.floats(0, 60), late=st.floats(0, 100))
def test_no_minute_of_the_server_sees_more_than_the_quota(begins: float, late: float) -> None:
    """Wherever the server's minutes begin, none of them holds more than 60 reads."""
    clock = FakeClock()
    limiter = Limiter(clock)
    sent = moments(limiter, clock, Kind.SHEETS_READ, 45)
    clock.time += late
    sent += moments(limiter, clock, Kind.SHEETS_READ, 200)
    assert fullest(sent, begins) <= 60


def test_a_cold_pass_of_2000_books_uses_the_quota_nearly_whole() -> None:
    """2,000 reads and 2,000 writes by 8 threads take at most 1/0.95 of the least time."""
    clock = FakeClock()
    limiter = Limiter(clock)

    def book(_: int) -> None:
        limiter.wait(Kind.SHEETS_READ)
        limiter.wait(Kind.SHEETS_WRITE)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(book, range(2_000)))
    least = (2_000 / 60 - 1) * 60  # the first minute's requests go at once
    assert least <= clock.now() <= 2_000 / 60 * 60 / 0.95


def test_reads_and_writes_do_not_wait_for_each_other() -> None:
    """60 reads, 60 writes and 500 requests to Drive go without any wait, the 61st read does not."""
    clock = FakeClock()
    limiter = Limiter(clock)
    for kind, number in ((Kind.SHEETS_READ, 60), (Kind.SHEETS_WRITE, 60), (Kind.DRIVE_LIST, 500)):
        moments(limiter, clock, kind, number)
    assert clock.waits == []
    limiter.wait(Kind.SHEETS_READ)
    assert clock.waits == [60.5]


def test_the_project_may_be_narrower_than_the_user() -> None:
    """The smaller of both quotas holds."""
    clock = FakeClock()
    moments(Limiter(clock, Quota(user=600, project=10)), clock, Kind.SHEETS_READ, 11)
    assert clock.waits == [60.5]


@given(before=st.integers(0, 130), more=st.integers(1, 200), pause=st.floats(0, 90))
def test_the_time_left_is_what_it_then_takes(before: int, more: int, pause: float) -> None:
    """`seconds_left` for n requests is the time until the last of n, sent as soon as they may."""
    clock = FakeClock()
    limiter = Limiter(clock)
    moments(limiter, clock, Kind.SHEETS_WRITE, before)
    clock.time += pause
    begun = clock.now()
    told = limiter.seconds_left(Kind.SHEETS_WRITE, more)
    assert moments(limiter, clock, Kind.SHEETS_WRITE, more)[-1] - begun == pytest.approx(told)


def test_nothing_left_takes_no_time() -> None:
    """Without requests there is nothing to wait for."""
    assert Limiter(FakeClock()).seconds_left(Kind.SHEETS_READ, 0) == 0


def test_a_pause_that_google_asked_for_holds_everybody() -> None:
    """After `hold` no request of the kind goes before the pause is over; other kinds do."""
    clock = FakeClock()
    limiter = Limiter(clock)
    limiter.hold(Kind.SHEETS_READ, 30)
    limiter.wait(Kind.SHEETS_WRITE)
    assert clock.now() == 0
    limiter.wait(Kind.SHEETS_READ)
    assert clock.now() == 30


def test_who_waits_is_woken_when_the_program_is_to_end() -> None:
    """`stop` ends a wait of minutes at once, and every later one."""
    clock = SystemClock()
    threading.Timer(0.02, clock.stop).start()
    begun = time.monotonic()
    with pytest.raises(Stopped):
        clock.sleep_until(clock.now() + 600)
    with pytest.raises(Stopped):
        clock.sleep_until(clock.now())
    assert time.monotonic() - begun < 5


def test_the_system_clock_waits_as_long_as_it_says() -> None:
    """A wait ends at its moment, not before; one for the past ends at once."""
    clock = SystemClock()
    moment = clock.now() + 0.02
    clock.sleep_until(moment)
    assert clock.now() >= moment
    clock.sleep_until(0)

"""`vzaimo watch` over Google: killed in mid-pass, asked to end, and what its log holds."""

import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from sync.google.errors import BadCredentials
from sync.recording import recorded
from sync.status import read_passes
from sync.workbooks import read_book
from tests.google_district import TOKEN, WORKER
from tests.google_snapshots import patient, same, standing

pytestmark = [pytest.mark.xdist_group("little district"), pytest.mark.long]

SOON = 120.0
KILLS = (17, 9)
"""The requests of successive passes at which the process is killed: the last document (eleven
are there then), the book of an ОО (the summary is written then)."""


def real_day(district):
    """Let the district live on the machine's day, as a worker wants it."""
    path = district.folder / "vzaimo.toml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("today")) + "\n")


class Watch:
    """A worker in a process of its own."""

    def __init__(self, district):
        self.district = district
        command = [sys.executable, "-m", "sync", "watch", str(district.folder)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def wait(self):
        self.process.wait(SOON)
        return self.process.returncode

    def passed(self):
        """Wait until a pass of this process is done."""
        end = time.monotonic() + SOON
        folder = self.district.folder / ".vzaimo"
        while time.monotonic() < end:
            passes = read_passes(folder)
            if passes.last and not passes.under_way:
                return passes.last
            time.sleep(0.05)
        raise AssertionError("no pass was done in time")


def signal_at(google, number, watch, kind):
    """Send a signal to the process just before a request of it is handled."""

    def hook(this, method, path):
        if this == number:
            os.kill(watch.process.pid, kind)
            if kind == signal.SIGKILL:
                watch.process.wait(SOON)

    google.requests.reset()
    return google.before_request(hook)


def test_kill_nine_in_mid_pass_then_a_pass_leaves_what_an_undisturbed_one_leaves(little):
    """Killed twice, each time further on; then a worker finishes, is asked to end and does."""
    district, google = little.district, little.district.google
    little.fresh.restore()
    real_day(district)
    wanted = finished(district)
    little.fresh.restore()
    real_day(district)
    for number in KILLS:
        with Watch(district) as watch:
            end = signal_at(google, number, watch, signal.SIGKILL)
            assert watch.wait() == -signal.SIGKILL
            end()
    same(finished(district), wanted)


def finished(district):
    """Let a worker make a pass, ask it to end; give what then stands there."""
    with Watch(district) as watch:
        assert watch.passed().complete
        watch.process.send_signal(signal.SIGTERM)
        assert watch.wait() == 0
    return standing(district)


def test_sigterm_ends_after_the_request_at_hand(little):
    """A worker that waits for another try is asked to end: it does, and no request follows."""
    district, google = little.district, little.district.google
    little.fresh.restore()
    real_day(district)
    google.faults.add(status=503, retry_after=100, path="spreadsheets", times=-1)
    with Watch(district) as watch:
        end = signal_at(google, 2, watch, signal.SIGTERM)
        assert watch.wait() == 0
        end()
    assert google.requests.total == 2
    log = (district.folder / ".vzaimo" / "vzaimo.log").read_text()
    assert "pass_stopped" in log
    assert "worker_stopped" in log


def test_an_hour_of_passes_with_edits_between_them(little):
    """Every quarter of an hour somebody edits and a pass is made: nothing is lost or doubled."""
    district, google = little.district, little.district.google
    little.passed.restore()
    id = district.ids["Организации/МБОУ «Ермаковская СШ № 1».xlsx"]
    for figure in (3, 4, 5, 2):
        google.clock.advance(900)
        google.person.type(id, "Кадры", "H10", figure)
        assert district.go(client=patient(district)).complete
        google.requests.reset()
        assert district.go(client=patient(district)).complete
        assert google.requests.total == 1
    many = standing(district)
    little.passed.restore()
    google.person.type(id, "Кадры", "H10", 2)
    assert district.go(client=patient(district)).complete
    same(many, standing(district))


def persons(district):
    """Give the surnames in the local books of persons."""
    found = set()
    for path in (district.folder / "Люди").glob("*.xlsx"):
        for grid in read_book(path.read_bytes(), path.name):
            text = " ".join(str(value) for row in grid.rows for value in row if value)
            found |= {name.split()[0] for name in NAME.findall(text)}
    return found


NAME = re.compile(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна)")


def test_the_log_of_passes_with_errors_holds_no_secret_and_no_person(little, private_key):
    """Refusals, a lost book, a revoked key: the log tells of them and nothing that is private."""
    district, google = little.district, little.district.google
    little.fresh.restore()
    key = {
        "type": "service_account",
        "private_key_id": "0123456789abcdef0123456789abcdef01234567",
        "private_key": private_key,
        "client_email": WORKER,
        "client_id": "109876543210987654321",
        "token_uri": f"{google.url}/token",
    }
    (district.folder / "credentials.json").write_text(json.dumps(key))
    google.faults.add(status=429, reason="rateLimitExceeded", path="spreadsheets", times=2)
    google.faults.add(kind="html", status=502, path="batchUpdate")
    google.person.unshare(district.ids["Организации/МБОУ «Ермаковская СШ № 2».xlsx"], WORKER)
    state = district.config.state

    def go():
        with recorded(state, "run", (BadCredentials,), lambda *told: None) as record:
            record.begin(dt.date(2022, 3, 1), lambda what, units: 0.0)
            result = district.go(client=patient(district), progress=record.progress)
            record.done(result, tuple(result.unreadable.values()), True)

    go()
    google.accounts.revoke(WORKER)
    try:
        with pytest.raises(BadCredentials):
            go()
    finally:
        google.accounts.restore(WORKER)
        google.account(WORKER, service=True, token=TOKEN)
    log = (state / "vzaimo.log").read_text()
    assert "RateLimited" in log
    assert "book_failed" in log
    assert "pass_failed" in log
    assert "@" not in log
    assert "ya29" not in log
    secrets = [*private_key.split("\n")[1:4], key["private_key_id"], key["client_id"], WORKER]
    names = persons(district)
    assert len(names) > 3
    for private in [*secrets, *names]:
        assert private not in log

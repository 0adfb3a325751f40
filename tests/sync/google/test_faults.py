"""Whatever befalls one request of a pass, the books hold what a pass without it leaves."""

from dataclasses import dataclass

import pytest

from sync.closing import troubles
from sync.google.errors import BadCredentials, NoNetwork
from tests.google_district import TOKEN, WORKER
from tests.google_snapshots import Snapshot, patient, remembered, same, standing

pytestmark = [pytest.mark.xdist_group("little district"), pytest.mark.long]

STALL = (5.0, 0.5)
"""Timeouts of a client that waits half a second for an answer."""

FAULTS = {
    "429, 500, 503": [
        {"status": 429, "reason": "rateLimitExceeded"},
        {"status": 500},
        {"status": 503, "retry_after": 2},
    ],
    "stall": [{"kind": "stall", "seconds": 0.7, "acts": True}],
    "cut before": [{"kind": "cut_before"}],
    "cut after": [{"kind": "cut_after"}],
    "cut middle": [{"kind": "cut_middle"}],
    "html": [{"kind": "html", "status": 200, "acts": True}],
}
"""What befalls one request; where it is several, the same one again and again until it passes."""
NAME = "МБОУ «Ермаковская СШ № 1»"
BOOK, OTHER = (f"Организации/МБОУ «Ермаковская СШ № {n}».xlsx" for n in (1, 2))

COLD = 12
"""Requests of a cold pass over two ОО: a listing, the documents' listing, 3 documents, the
summary read twice, 2 books read, 3 spreadsheets written. A test holds the number."""


@dataclass(frozen=True, slots=True)
class Case:
    """A district, a snapshot to start from, what a pass without a fault makes of it."""

    district: object
    before: Snapshot
    after: dict
    requests: int

    def start(self, faults=(), at=1):
        """Put the district back, let faults befall the requests from `at` on."""
        self.before.restore()
        for number, fault in enumerate(faults, start=at):
            self.district.google.faults.add(**fault, at=number)

    def go(self, **client):
        """Make a pass."""
        return self.district.go(client=patient(self.district, **client))

    def check(self, faults, at):
        """Assert that the faults leave no trace, after this pass or the next one."""
        self.start(faults, at)
        stalls = any(fault.get("kind") == "stall" for fault in faults)
        result = self.go(timeout=STALL) if stalls else self.go()
        self.heals(result)

    def heals(self, result):
        """Assert that all is as without a fault, now or after the next pass."""
        if result is None or not result.complete:
            result = self.go()
        assert result.complete
        same(standing(self.district), self.after)
        assert not self.district.google.failures


@pytest.fixture(scope="module")
def district(little):
    """Give a district of two ОО whose pure computations are made once."""
    return little.district


@pytest.fixture(scope="module")
def cold(little):
    """Give the case of a cold pass."""
    return Case(little.district, little.fresh, little.after, little.requests)


def clean(district, before):
    """Make the pass without a fault."""
    before.restore()
    assert district.go(client=patient(district)).complete
    return Case(district, before, standing(district), len(district.google.requests.log))


def test_a_cold_pass_takes_so_many_requests(cold):
    """The numbers of the requests that faults befall below are all that a cold pass makes."""
    assert cold.requests == COLD


@pytest.mark.parametrize("number", range(1, COLD + 1))
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_one_request_leaves_no_trace(cold, fault, number):
    """Any fault at any request of a cold pass: books, documents, state as without it."""
    cold.check(FAULTS[fault], number)


# --- one ОО changed -------------------------------------------------------------------------

CHANGED = 7


@pytest.fixture(scope="module")
def changed(little, district, tmp_path_factory):
    """Give the case of a pass after which one of two ОО changed its figures."""
    little.passed.restore()
    district.google.person.type(district.ids[BOOK], "Кадры", "C7", 7)
    return clean(district, Snapshot(district, tmp_path_factory.mktemp("changed") / "kept"))


def test_a_pass_after_a_change_takes_so_many_requests(changed):
    """The numbers of the requests that faults befall below are all that such a pass makes."""
    assert changed.requests == CHANGED, changed.district.google.requests.log


@pytest.mark.parametrize("number", range(1, CHANGED + 1))
@pytest.mark.parametrize("fault", ["cut after", "cut middle"])
def test_a_fault_after_a_change_leaves_no_trace(changed, fault, number):
    """Done and not told, or half told: each request of a later pass is as safe."""
    changed.check(FAULTS[fault], number)


# --- what does not pass by itself -----------------------------------------------------------


def when(google, number, do):
    """Do something just before a request is handled."""

    def hook(this, method, path):
        if this == number:
            do()

    return google.before_request(hook)


@pytest.mark.parametrize("number", [1, 3, 6, 9, 11])
def test_the_network_gone_for_good_is_told_and_the_next_pass_heals(cold, number):
    """From some request on nothing comes through: a message, and nothing is half done."""
    google = cold.district.google
    cold.start()
    end = when(google, number, lambda: google.faults.add(kind="cut_before", times=-1))
    with pytest.raises(NoNetwork, match="Проверьте интернет"):
        cold.go()
    end()
    google.faults.clear()
    cold.heals(None)


@pytest.mark.parametrize("number", [1, 4, 7, 10])
def test_a_key_revoked_in_mid_pass_is_told_and_the_next_pass_heals(cold, number):
    """Google takes the key no more: a message; with a good one the next pass does the rest."""
    google = cold.district.google
    cold.start()
    end = when(google, number, lambda: google.accounts.revoke(WORKER))
    try:
        with pytest.raises(BadCredentials, match="отозван"):
            cold.go()
    finally:
        end()
        google.accounts.restore(WORKER)
        google.account(WORKER, service=True, token=TOKEN)
    cold.heals(None)


def unshare(district, id):
    district.google.person.unshare(id, WORKER)


def share(district, id):
    district.google.person.share(id, WORKER)


def trash(district, id):
    district.google.person.trash(id)


def untrash(district, id):
    district.google.person.untrash(id)


def demote(district, id):
    district.google.person.share(id, WORKER, "reader")


READ_IT, WRITE_IT = 3, 11
"""The requests of a cold pass that read and write the book that is taken away."""


@pytest.mark.parametrize("number", [READ_IT, WRITE_IT])
@pytest.mark.parametrize(("take", "give"), [(unshare, share), (demote, share), (trash, untrash)])
def test_a_book_taken_away_in_mid_pass_hurts_nobody_else(cold, number, take, give):
    """A book unshared, or only to be looked at, or thrown away: told; the rest is written."""
    district, google = cold.district, cold.district.google
    id = district.ids[BOOK]
    cold.start()
    end = when(google, number, lambda: take(district, id))
    result = cold.go()
    end()
    told = " ".join(troubles(result))
    if take is unshare or (take is demote and number == WRITE_IT):
        assert NAME in told
        assert "роль «Редактор»" in told
    assert "Проверка" in google.person.tabs(district.ids[OTHER])
    give(district, id)
    if take is unshare and number == READ_IT:  # that it could not be read stays in the history
        assert cold.go().complete
        assert open_findings(district) == open_findings_of(cold.after)
    else:
        cold.heals(None)


def open_findings(district):
    return open_findings_of({"state": remembered(district)})


def open_findings_of(after):
    _, findings, _ = after["state"]
    return {one["key"] for one in findings if one["state"] != "fixed"}


def test_a_book_deleted_for_good_is_told_and_the_rest_is_done(cold):
    """A spreadsheet deleted between listing and reading: told now and by each later pass."""
    district, google = cold.district, cold.district.google
    cold.start()
    end = when(google, READ_IT, lambda: google.person.remove(district.ids[BOOK]))
    first = cold.go()
    end()
    assert NAME in " ".join(troubles(first))
    assert "Проверка" in google.person.tabs(district.ids[OTHER])
    second = cold.go()
    assert "удалена" in " ".join(troubles(second))


def test_a_summary_that_is_gone_when_it_is_read_again_ends_no_pass(cold):
    """The second reading of the summary fails: the books of ОО are written, the rest next time."""
    google = cold.district.google
    cold.start([{"status": 403}], at=9)
    result = cold.go()
    assert not result.complete
    assert "Проверка" in google.person.tabs(cold.district.ids[OTHER])
    assert cold.go().complete
    assert open_findings(cold.district) == open_findings_of(cold.after)


def test_a_book_full_of_cells_is_told_and_the_rest_is_done(cold):
    """No room for one more tab under Google's ten million cells: the message says what to do."""
    district, google = cold.district, cold.district.google
    cold.start()
    sheet = google.person.book(district.ids[BOOK]).sheets[0]
    rows, sheet.row_count = sheet.row_count, 9_990_000 // sheet.column_count
    result = cold.go()
    told = " ".join(troubles(result))
    assert NAME in told
    assert "Удалите лишние пустые строки" in told
    assert "Проверка" in google.person.tabs(district.ids[OTHER])
    sheet.row_count = rows
    cold.heals(None)


def test_no_storage_for_a_document_is_told_and_the_books_are_written(cold):
    """Google refuses files of the account: what to do is told, and no try is repeated."""
    google = cold.district.google
    cold.start()
    google.faults.add(path="/upload/", status=403, reason="storageQuotaExceeded", times=-1)
    result = cold.go()
    assert "пустой файл «Соглашение.docx»" in " ".join(troubles(result))
    assert google.requests.total == COLD
    assert "Проверка" in google.person.tabs(cold.district.ids[OTHER])
    google.faults.clear()
    cold.heals(None)

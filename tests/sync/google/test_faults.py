"""Whatever befalls one request of a pass, the books hold what a pass without it leaves."""

import gc
from dataclasses import dataclass

import pytest

from tests.emulator import Emulator
from tests.google_district import found
from tests.google_snapshots import Snapshot, patient, remembering, same, standing

pytestmark = pytest.mark.xdist_group("google faults")

STALL = (5.0, 0.5)
"""Timeouts of a client that waits half a second for an answer."""

FAULTS = {
    "429": {"status": 429, "reason": "rateLimitExceeded"},
    "500": {"status": 500},
    "503": {"status": 503, "retry_after": 2},
    "stall": {"kind": "stall", "seconds": 0.7, "acts": True},
    "cut before": {"kind": "cut_before"},
    "cut after": {"kind": "cut_after"},
    "cut middle": {"kind": "cut_middle"},
    "html": {"kind": "html", "status": 200, "acts": True},
}
BOOK = "Организации/МБОУ «Ермаковская СШ № 1».xlsx"

COLD = 13
"""Requests of a cold pass over two ОО: a listing, the documents' listing, 4 documents, the
summary read twice, 2 books read, 3 spreadsheets written. A test holds the number."""


@dataclass(frozen=True, slots=True)
class Case:
    """A district, a snapshot to start from, what a pass without a fault makes of it."""

    district: object
    before: Snapshot
    after: dict
    requests: int

    def go(self, fault, **client):
        """Put the district back, make a pass with a fault, give its result."""
        self.before.restore()
        google = self.district.google
        if fault:
            google.faults.add(**fault)
        return self.district.go(client=patient(self.district, **client))

    def check(self, fault):
        """Assert that the fault leaves no trace, after this pass or the next one."""
        client = {"timeout": STALL} if fault.get("kind") == "stall" else {}
        result = self.go(fault, **client)
        if not result.complete:
            result = self.district.go(client=patient(self.district))
        assert result.complete
        same(standing(self.district), self.after)
        assert not self.district.google.failures


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """Give a district of two ОО whose pure computations are made once."""
    with Emulator() as google, remembering(google):
        yield found(google, tmp_path_factory.mktemp("google"), 2, documents=True)


@pytest.fixture(scope="module")
def cold(district, tmp_path_factory):
    """Give the case of a cold pass."""
    before = Snapshot(district, tmp_path_factory.mktemp("cold") / "kept")
    case = clean(district, before)
    gc.freeze()  # what is kept for all cases need not be looked through for each
    yield case
    gc.unfreeze()


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
    cold.check(FAULTS[fault] | {"at": number})


# --- one ОО changed -------------------------------------------------------------------------

CHANGED = 7


@pytest.fixture(scope="module")
def changed(cold, district, tmp_path_factory):
    """Give the case of a pass after which one of two ОО changed its figures."""
    cold.go(None)
    district.google.person.type(district.ids[BOOK], "Кадры", "C7", 7)
    return clean(district, Snapshot(district, tmp_path_factory.mktemp("changed") / "kept"))


def test_a_pass_after_a_change_takes_so_many_requests(changed):
    """The numbers of the requests that faults befall below are all that such a pass makes."""
    assert changed.requests == CHANGED, changed.district.google.requests.log


@pytest.mark.parametrize("number", range(1, CHANGED + 1))
@pytest.mark.parametrize("fault", ["503", "cut after", "cut middle"])
def test_a_fault_after_a_change_leaves_no_trace(changed, fault, number):
    """Not done, done and not told, half told: each request of a later pass is as safe."""
    changed.check(FAULTS[fault] | {"at": number})

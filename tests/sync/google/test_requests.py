"""What passes cost: requests counted by the emulator, all of them said in one printed table."""

import pytest

from sync.folder import BOOKS, COORDINATOR
from sync.google.sheets import FIELDS, spreadsheet_of
from tests.emulator import Emulator
from tests.google_district import found
from tests.google_requests import cost, show, usual_way
from tests.sync.people import OYA

NUMBER = 5
pytestmark = pytest.mark.xdist_group("requests")

OUR_BOOK = f"{BOOKS}/{OYA}"


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    """Make every kind of pass over one district, in this order; give what each took."""
    with Emulator() as google:
        district = found(google, tmp_path_factory.mktemp("google"), NUMBER)
        person, book = google.person, district.ids[OUR_BOOK]
        google.requests.reset()
        made = {}

        def go(what: str) -> None:
            assert district.go().complete
            made[what] = cost(district, what)

        go("первый проход")
        go("ничего не изменилось")
        person.type(book, "Кадры", "C7", 7)
        go("одна ОО исправила число")
        go("после него")
        person.delete_tab(book, "Проверка")
        go("удалили вкладку программы")
        person.rename_tab(book, "Проверка", "Потом посмотрю")
        go("переименовали вкладку программы")
        person.move_tab(book, "Проверка", 4)
        go("передвинули вкладку программы")
        titles = person.tabs(book)
        client = district.client()
        sheets = spreadsheet_of(client.get_spreadsheet(book, FIELDS)).sheets
        made["обычный"] = usual_way(district)
        assert not google.failures
    show(list(made.values()))
    return made, titles, sheets


def test_a_cold_pass_reads_and_writes_each_book_once(costs):
    """The listing, one read and one write a spreadsheet; the summary is read once more."""
    books = NUMBER + 1
    assert costs[0]["первый проход"].sheets == (1, books + 1, books)
    assert costs[0]["первый проход"].total == 2 * books + 2


def test_a_pass_with_nothing_changed_takes_the_listing_only(costs):
    """One request, and nothing written; so it is after every kind of pass."""
    for what in ("ничего не изменилось", "после него"):
        assert costs[0][what].sheets == (1, 0, 0)
        assert costs[0][what].total == 1


def test_one_changed_organisation_costs_only_what_changes(costs):
    """Its book is read; what changes is written, and read before where it was not just read."""
    listings, reads, writes = costs[0]["одна ОО исправила число"].sheets
    assert listings == 1
    assert reads == writes  # its book, just read, is written; of the others each is read before
    assert 2 <= writes <= NUMBER + 1


@pytest.mark.parametrize("what", ["удалили", "переименовали", "передвинули"])
def test_a_tab_that_people_spoilt_is_mended_at_the_same_price(costs, what):
    """One read and one write of that book alone."""
    assert costs[0][f"{what} вкладку программы"].sheets == (1, 1, 1)


def test_the_mended_tab_is_where_it_was(costs):
    """It stands first under its own title, once."""
    _, titles, sheets = costs
    assert titles[0] == "Проверка"
    assert titles.count("Проверка") == 1
    assert "Потом посмотрю" not in titles
    assert [sheet.title for sheet in sheets if sheet.ours] == ["Проверка"]


def test_the_usual_way_takes_many_times_more(costs):
    """gspread's way reads three times for each tab and cannot do without it next time."""
    made = costs[0]
    assert made["обычный"].total > 10 * made["первый проход"].total
    assert made["обычный"].sheets[1] > 15 * (NUMBER + 1)


def test_many_books_are_listed_by_the_thousand(google, tmp_path):
    """With 1,000 spreadsheets and more the listing has as many pages as thousands."""
    district = found(google, tmp_path, 1)
    for number in range(1000):
        google.person.create(f"чужая {number}", share=["worker@project.iam.gserviceaccount.com"])
    district.go()
    google.requests.reset()
    assert district.go().report is None
    assert cost(district, "").sheets == (2, 0, 0)
    assert COORDINATOR in district.ids

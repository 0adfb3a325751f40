"""The store's calls: what goes to Google and what comes back, uploads above all."""

import email
import email.policy
import json
import urllib.parse

import pytest

from sync.google import errors, uploads
from sync.google.client import Client
from sync.google.limits import Kind
from sync.google.uploads import Media
from tests.sync.google.conftest import Act, Server, said

DOCX = Media(b"PK\x03\x04\r\n--\r\n", "application/vnd.example.docx")


def query(server: Server, number: int = -1) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(server.requests[number][1]).query))


def path(server: Server, number: int = -1) -> str:
    return urllib.parse.urlsplit(server.requests[number][1]).path


def test_a_listing_takes_all_pages(client: Client, server: Server) -> None:
    """Pages are joined, by one request each; shared drives are seen."""
    server.script = [
        said({"files": [{"id": "1"}, {"id": "2"}], "nextPageToken": "n"}),
        said({"files": [{"id": "3"}]}),
    ]
    found = client.list_files("trashed = false", "id", order_by="name")
    assert [one["id"] for one in found] == ["1", "2", "3"]
    assert client.counts()[Kind.DRIVE_LIST] == 2
    first = {
        "q": "trashed = false",
        "fields": "nextPageToken,incompleteSearch,files(id)",
        "pageSize": "1000",
        "orderBy": "name",
        "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
    }
    assert query(server, 0) == first
    assert query(server, 1) == first | {"pageToken": "n"}


def test_a_listing_of_a_shared_drive_names_it(client: Client, server: Server) -> None:
    """Where the district has a shared drive, that one is listed."""
    client.list_files("q", drive_id="d")
    assert (query(server)["corpora"], query(server)["driveId"]) == ("drive", "d")


def test_a_book_is_read_and_written_by_one_request_each(client: Client, server: Server) -> None:
    """Field masks and ranges are parameters; the batch goes as it is."""
    client.get_spreadsheet("b", "sheets(properties)", ranges=["A!A1", "B!A1"])
    assert urllib.parse.parse_qs(urllib.parse.urlsplit(server.requests[0][1]).query) == {
        "fields": ["sheets(properties)"],
        "ranges": ["A!A1", "B!A1"],
    }
    body = {"requests": [], "includeSpreadsheetInResponse": True}
    client.batch_update("b", body, "updatedSpreadsheet(sheets)")
    assert path(server) == "/v4/spreadsheets/b:batchUpdate"
    assert json.loads(server.requests[1][3]) == body
    assert query(server) == {"fields": "updatedSpreadsheet(sheets)"}


@pytest.mark.parametrize("call", ["create", "update"])
def test_a_small_file_goes_with_its_metadata_in_one_request(
    client: Client, server: Server, call: str
) -> None:
    """multipart/related: JSON, then the content byte for byte."""
    metadata = {"name": "Справка.docx"}
    if call == "create":
        client.create_file(metadata, DOCX)
        assert (server.requests[0][0], path(server)) == ("POST", "/upload/drive/v3/files")
    else:
        client.update_file("f", metadata, DOCX, addParents="p")
        assert (server.requests[0][0], path(server)) == ("PATCH", "/upload/drive/v3/files/f")
        assert query(server)["addParents"] == "p"
    assert query(server)["uploadType"] == "multipart"
    _, _, headers, body = server.requests[0]
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    parts = list(email.message_from_bytes(head + body, policy=email.policy.HTTP).iter_parts())
    assert headers["Content-Type"].startswith("multipart/related; ")
    assert json.loads(parts[0].get_content()) == metadata
    assert parts[1].get_content_type() == DOCX.mime_type
    assert b"\r\n\r\n" + DOCX.content + b"\r\n--" in body
    assert client.counts()[Kind.UPLOAD] == 1


def test_without_content_only_metadata_go(client: Client, server: Server) -> None:
    """A folder or spreadsheet is made, and a file put into the trash, by plain JSON."""
    client.create_file({"mimeType": "application/vnd.google-apps.spreadsheet"})
    client.update_file("f", {"trashed": True})
    assert [line[0] for line in server.requests] == ["POST", "PATCH"]
    assert path(server) == "/drive/v3/files/f"
    assert json.loads(server.requests[1][3]) == {"trashed": True}


def test_content_comes_back_byte_for_byte(client: Client, server: Server) -> None:
    """A page of our own is HTML and still no fault; what is cut in the middle is taken again."""
    page = {"Content-Type": "text/html"}
    server.script = [Act(b"<ht", headers=page, length=6), Act(b"<html>", headers=page)]
    assert client.download("f") == b"<html>"
    assert query(server) == {"alt": "media", "supportsAllDrives": "true"}


def test_sharing_twice_is_sharing_once_but_for_the_letter(client: Client, server: Server) -> None:
    """Without a letter a permission may be repeated; with one nobody gets two letters."""
    server.script = [Act(cut_after=True), said({"id": "p"}), Act(cut_after=True)]
    assert client.create_permission("f", "school@example.org") == {"id": "p"}
    with pytest.raises(errors.Ambiguous):
        client.create_permission("f", "school@example.org", notify=True)
    assert query(server)["sendNotificationEmail"] == "true"
    assert json.loads(server.requests[0][3])["emailAddress"] == "school@example.org"


def test_the_account_and_a_drive_can_be_asked_about(client: Client, server: Server) -> None:
    """`about`, `get_file` and `get_drive` are plain reads of Drive."""
    client.about()
    client.get_file("f", "id")
    client.get_drive("d")
    paths = [path(server, number) for number in range(3)]
    assert paths == ["/drive/v3/about", "/drive/v3/files/f", "/drive/v3/drives/d"]


# A large file


LARGE = Media(bytes(range(256)) * 4, "image/png")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Media:
    """A file of 1,024 bytes, large for pieces of 400."""
    monkeypatch.setattr(uploads, "AT_ONCE", 1_000)
    monkeypatch.setattr(uploads, "PIECE", 400)
    return LARGE


def session(server: Server) -> Act:
    return Act(b"", headers={"Location": f"{server.url}/upload/session"})


def has(size: int) -> Act:
    return Act(b"", 308, {"Range": f"bytes=0-{size - 1}"} if size else {})


FILE = said({"id": "f"})


@pytest.mark.parametrize(
    ("script", "ranges"),
    [
        ([has(400), has(800), FILE], ["0-399", "400-799", "800-1023"]),
        ([has(300), has(700), FILE], ["0-399", "300-699", "700-1023"]),
        (
            [has(400), Act(cut_before=True), has(500), has(900), FILE],
            ["0-399", "400-799", "*", "500-899", "900-1023"],
        ),
        (
            [has(400), has(800), Act(cut_after=True), FILE],
            ["0-399", "400-799", "800-1023", "*"],
        ),
        (
            [said({}, 503), has(0), has(400), has(800), FILE],
            ["0-399", "*", "0-399", "400-799", "800-1023"],
        ),
    ],
)
def test_a_large_file_goes_in_pieces_from_where_it_broke(
    client: Client, server: Server, large: Media, script: list[Act], ranges: list[str]
) -> None:
    """After a break Google is asked what it has; a break never makes a second file."""
    server.script = [session(server), *script]
    assert client.create_file({"name": "x"}, large) == {"id": "f"}
    begin, *pieces = server.requests
    assert begin[2]["X-Upload-Content-Length"] == "1024"
    assert [line[2]["Content-Range"] for line in pieces] == [f"bytes {one}/1024" for one in ranges]
    for _, _, headers, body in pieces:
        first, _, last = headers["Content-Range"].removeprefix("bytes ")[:-5].partition("-")
        assert body == (b"" if first == "*" else large.content[int(first) : int(last) + 1])


def test_beginning_to_send_a_large_file_may_be_repeated(
    client: Client, server: Server, large: Media
) -> None:
    """A session makes no file yet, so that a break at its beginning is not ambiguous."""
    server.script = [Act(cut_after=True), session(server), has(400), has(800), FILE]
    assert client.update_file("f", {}, large) == {"id": "f"}
    assert [line[0] for line in server.requests[:2]] == ["PATCH", "PATCH"]


def test_an_upload_that_does_not_get_on_ends(client: Client, server: Server, large: Media) -> None:
    """A server that never keeps a byte is left after some tries."""
    server.script = [session(server), *[has(0)] * 50]
    with pytest.raises(errors.Unavailable, match="«Справка»"):
        client.create_file({}, large, book="Справка")
    assert len(server.requests) == 5

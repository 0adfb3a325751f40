"""Drive: files, uploads, searches, roles, shared drives, the trash, revisions, lateness."""

from __future__ import annotations

import json

import pytest

from .conftest import Caller

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOLDER = "application/vnd.google-apps.folder"
SHEET = "application/vnd.google-apps.spreadsheet"
FILES = "/drive/v3/files"
UPLOAD = "/upload/drive/v3/files"
SERVICE = "worker@project.iam.gserviceaccount.com"


@pytest.fixture
def worker(google):
    """A service account."""
    google.account(SERVICE, service=True, token="worker")
    return Caller(google, "worker")


def multipart(call, method, path, body, content, mime=DOCX):
    head = f"--b\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{json.dumps(body)}\r\n"
    data = (head + f"--b\r\nContent-Type: {mime}\r\n\r\n").encode() + content + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/related; boundary=b"}
    url = call.google.url + path
    answer = call.session.request(method, url, data=data, headers=headers, timeout=10)
    assert answer.ok, answer.text
    return answer.json()


def test_default_fields(call):
    """Without `fields` a file shows four of them."""
    made = call("POST", FILES, {"name": "Папка", "mimeType": FOLDER})
    assert made == {"kind": "drive#file", "id": made["id"], "name": "Папка", "mimeType": FOLDER}
    shown = call("GET", f"{FILES}/{made['id']}", fields="*")
    assert shown["parents"] and shown["owners"][0]["me"] is True
    assert shown["capabilities"]["canAddChildren"] is True


def test_uploads(call):
    """Simple, multipart and resumable uploads keep the id and make revisions."""
    made = multipart(
        call, "POST", UPLOAD + "?uploadType=multipart", {"name": "а.docx"}, b"\r\n1\r\n"
    )
    where = f"{UPLOAD}/{made['id']}"
    assert call.send("GET", f"{FILES}/{made['id']}", alt="media").content == b"\r\n1\r\n"
    url = f"{call.google.url}{where}"
    call.session.patch(
        url, data=b"22", params={"uploadType": "media"}, headers={"Content-Type": DOCX}
    )
    start = call.send("PATCH", where, {"name": "б.docx"}, uploadType="resumable")
    place = start.headers["Location"]
    part = call.session.put(place, data=b"33", headers={"Content-Range": "bytes 0-1/4"})
    assert (part.status_code, part.headers["Range"]) == (308, "bytes=0-1")
    done = call.session.put(place, data=b"44", headers={"Content-Range": "bytes 2-3/4"})
    assert done.json()["name"] == "б.docx"
    shown = call("GET", f"{FILES}/{made['id']}", fields="size,md5Checksum,headRevisionId")
    assert shown["size"] == "4"
    revisions = call("GET", f"{FILES}/{made['id']}/revisions", fields="revisions(id,size)")[
        "revisions"
    ]
    assert [r["size"] for r in revisions] == ["5", "2", "4"]
    assert revisions[-1]["id"] == shown["headRevisionId"]
    part = call.session.get(
        f"{call.google.url}{FILES}/{made['id']}?alt=media", headers={"Range": "bytes=1-2"}
    )
    assert (part.status_code, part.content) == (206, b"34")


def test_search(google, call):
    """The grammar of `q`, pages and orders."""
    folder = google.person.folder("Школы")
    ids = [google.person.create(f"Школа № {i}", parent=folder) for i in range(5)]
    google.person.trash(ids[0])
    body = {"appProperties": {"oo": "7"}}
    call("PATCH", f"{FILES}/{ids[1]}", body)

    def names(q, **query):
        found = call("GET", FILES, q=q, fields="files(name)", orderBy="name", **query)["files"]
        return [f["name"][-1] for f in found]

    assert names(f"'{folder}' in parents and trashed = false") == ["1", "2", "3", "4"]
    assert names(f'parents in "{folder}" and not trashed=true and name contains "№ 3"') == ["3"]
    assert names(f"mimeType='{SHEET}' and (name = 'Школа № 1' or name = 'школа № 2')") == ["1", "2"]
    assert names("appProperties has {key='oo' and value='7'}") == ["1"]
    assert names("modifiedTime > '2100-01-01T00:00:00'") == []
    page = call("GET", FILES, q="trashed=false", pageSize=2, orderBy="name desc")
    rest = call("GET", FILES, q="trashed=false", pageSize=9, pageToken=page["nextPageToken"])
    assert len(page["files"]) + len(rest["files"]) == 5 and "nextPageToken" not in rest
    wrong = call("GET", FILES, q="name ~ 'x'")
    assert wrong.json()["error"]["errors"] == [
        {
            "message": "Invalid Value",
            "domain": "global",
            "reason": "invalid",
            "location": "q",
            "locationType": "parameter",
        }
    ]


def test_service_account_owns_nothing(google, worker):
    """It can change what is shared with it, and create only in a shared drive."""
    refused = worker("POST", FILES, {"name": "Книга", "mimeType": SHEET})
    error = refused.json()["error"]
    assert (refused.status_code, error["errors"][0]["reason"]) == (403, "storageQuotaExceeded")
    assert worker("POST", "/v4/spreadsheets", {}).json()["error"]["status"] == "PERMISSION_DENIED"
    start = worker.send("POST", UPLOAD, {"name": "а"}, uploadType="resumable")
    assert start.json()["error"]["errors"][0]["reason"] == "storageQuotaExceeded"
    shared = google.person.upload("а.docx", b"", DOCX, share=[SERVICE])
    done = multipart(worker, "PATCH", f"{UPLOAD}/{shared}?uploadType=multipart", {}, b"123")
    assert done["id"] == shared
    drive = google.shared_drive("Район", {SERVICE: "fileOrganizer"})
    body = {"name": "Книга", "mimeType": SHEET, "parents": [drive.id]}
    made = worker("POST", FILES, body, supportsAllDrives=True, fields="id,driveId,owners")
    assert made == {"id": made["id"], "driveId": drive.id}
    query = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}
    found = worker("GET", FILES, corpora="drive", driveId=drive.id, **query)["files"]
    assert [f["id"] for f in found] == [made["id"]]
    assert worker("GET", FILES, q=f"name='{'Книга'}'")["files"] == []
    assert worker("GET", "/drive/v3/drives")["drives"][0]["name"] == "Район"


def test_roles(google, worker):
    """No access is 403 for Sheets and 404 for Drive; a reader may not write."""
    book = google.person.create("Книга")
    path = f"/v4/spreadsheets/{book}"
    assert worker("GET", path).json()["error"] == {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
    missing = worker("GET", f"{FILES}/{book}").json()["error"]
    assert missing == {
        "code": 404,
        "message": f"File not found: {book}.",
        "errors": [
            {
                "message": f"File not found: {book}.",
                "domain": "global",
                "reason": "notFound",
                "location": "fileId",
                "locationType": "parameter",
            }
        ],
    }
    google.person.share(book, SERVICE, "reader")
    assert worker("GET", path)["properties"]["title"] == "Книга"
    assert worker("POST", path + ":batchUpdate", {"requests": []}).status_code == 403
    assert worker("PATCH", f"{FILES}/{book}", {"name": "x"}).status_code == 403
    google.person.unshare(book, SERVICE)
    assert worker("GET", FILES, q="sharedWithMe")["files"] == []
    assert worker("GET", "/v4/spreadsheets/nosuch").status_code == 404


def test_protected_ranges(google, worker):
    """Who is no editor of a protected range may change only its unprotected parts."""
    book = google.person.create("Книга", share=[SERVICE, "anna@example.com"])
    google.account("anna@example.com", token="anna")
    anna = Caller(google, "anna")
    part = {"startRowIndex": 1, "startColumnIndex": 1}
    worker.change(
        book,
        {
            "addProtectedRange": {
                "protectedRange": {"range": {"sheetId": 0}, "unprotectedRanges": [part]}
            }
        },
    )
    cell = {"userEnteredValue": {"numberValue": 1}}

    def write(row, column):
        start = {"rowIndex": row, "columnIndex": column}
        return {
            "updateCells": {
                "start": start,
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue",
            }
        }

    assert anna.refusal(book, write(0, 0)).startswith(
        "Invalid requests[0].updateCells: You are trying to edit a protected cell or object."
    )
    anna.change(book, write(3, 3))
    worker.change(book, write(0, 0))
    shown = anna.sheet(book, "protectedRanges")["protectedRanges"][0]
    assert "editors" not in shown and "requestingUserCanEdit" not in shown


def test_late_modified_time(google, call, book):
    """Drive tells of an edit after a while on the emulator's clock, or never."""
    google.clock.set(2_000_000_000)
    google.person.type(book, "Реестр", "A9", 1)
    google.tell_late(180)

    def told():
        return call("GET", f"{FILES}/{book}", fields="modifiedTime,version")

    google.clock.advance(500)
    before = told()
    google.person.type(book, "Реестр", "A9", 2)
    google.clock.advance(179)
    assert told() == before
    google.clock.advance(1)
    assert told()["modifiedTime"] == "2033-05-18T03:41:40.000Z"
    google.tell_late(None, book)
    google.person.type(book, "Реестр", "A9", 3)
    google.clock.advance(10**6)
    assert told()["version"] == "1"


def test_last_modifying_user(google, call, book):
    """One's own writes are known from those of others."""
    fields = "lastModifyingUser(me,emailAddress)"
    user = call("GET", f"{FILES}/{book}", fields=fields)["lastModifyingUser"]
    assert user == {"me": False, "emailAddress": "teacher@example.com"}
    call.change(book, {"addSheet": {}})
    assert call("GET", f"{FILES}/{book}", fields=fields)["lastModifyingUser"]["me"] is True


def test_trash_and_delete(google, call, book):
    """The trash keeps a file; deleting ends it for both APIs."""
    assert call("PATCH", f"{FILES}/{book}", {"trashed": True}, fields="trashed") == {
        "trashed": True
    }
    assert call("GET", f"/v4/spreadsheets/{book}")["spreadsheetId"] == book
    assert call("DELETE", f"{FILES}/{book}").status_code == 204
    assert call("GET", f"/v4/spreadsheets/{book}").status_code == 404


def test_wrong_fields(call):
    """Drive refuses unknown fields, parameters and bodies by name."""
    assert call("GET", FILES, fields="files(nme)").json()["error"]["message"] == (
        "Invalid field selection nme"
    )
    refused = call("POST", FILES, {"title": "x"}).json()["error"]["message"]
    assert refused == 'Invalid JSON payload received. Unknown name "title": Cannot find field.'
    assert call("GET", "/drive/v3/about").json()["error"]["message"] == (
        "The 'fields' parameter is required for this method."
    )
    about = call("GET", "/drive/v3/about", fields="user(emailAddress),storageQuota(limit)")
    assert about["user"] == {"emailAddress": "person@example.com"}

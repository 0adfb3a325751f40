"""What keeps the account from working with a file of Drive, in words that say what to do."""

from sync.google.books import TRASHED, whom
from sync.google.client import Client, Json
from sync.google.drive import SPREADSHEET
from sync.google.errors import NotFound

ACCESS = "id,name,mimeType,trashed,driveId,ownedByMe,capabilities(canEdit,canAddChildren)"
"""What Drive is asked of a file."""

GONE = (
    "Она удалена, или ссылка неверна, или программе не дан к ней доступ: откройте её, нажмите "
    "«Настройки доступа» и дайте {} роль «Редактор»."
)
FOREIGN = (
    "По ссылке не таблица Google, а другой файл. Файл Excel откройте в Google Таблицах, "
    "выберите «Файл» — «Сохранить как таблицу Google» и возьмите ссылку на неё."
)
READ_ONLY = (
    "Программе разрешено её только читать: откройте её, нажмите «Настройки доступа» и дайте {} "
    "роль «Редактор»."
)


def look_at(client: Client, id: str) -> Json | None:
    """Ask Drive of one file; None where there is none that the account sees."""
    try:
        return client.get_file(id, ACCESS)
    except NotFound:
        return None


def trouble_with(file: Json | None, address: str) -> str:
    """Say what is wrong with a spreadsheet as Drive tells of it; «» where nothing is."""
    if file is None:
        return GONE.format(whom(address))
    if file.get("trashed"):
        return TRASHED
    if file.get("mimeType", SPREADSHEET) != SPREADSHEET:
        return FOREIGN
    if not file.get("capabilities", {}).get("canEdit"):
        return READ_ONLY.format(whom(address))
    return ""

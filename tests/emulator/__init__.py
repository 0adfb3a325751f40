"""An emulator of Google Sheets v4 and Drive v3 on loopback, for tests and demonstrations.

with Emulator() as google:
    book = google.person.create("Школа 1", tabs={"Реестр": [["Имя", "Класс"]]})
    ...  # a client that is told to use google.url
    google.person.type(book, "Реестр", "A2", "Анна")
    google.requests["sheets_read"]
"""

from .emulator import Emulator

__all__ = ["Emulator"]

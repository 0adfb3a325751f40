"""`make demo-google`: the demo district in Google Sheets, served by the emulator on this machine.

A first pass, then one organisation mends a number and there is a second pass; the table tells
how many requests each took. The spreadsheets are left as .xlsx files for looking at.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from sync.folder import BOOKS
from tests.emulator import Emulator
from tests.google_district import District, found
from tests.google_requests import Cost, cost, show, usual_way

SCHOOL = f"{BOOKS}/МБОУ «Ойская СШ».xlsx"
LOOK = "Таблицы"


def main(folder: Path) -> int:
    """Make the district in `folder`, whose former contents go; give the exit code."""
    console = Console(highlight=False, soft_wrap=True)
    shutil.rmtree(folder, ignore_errors=True)
    with Emulator() as google:
        console.print("Эмулятор Google Таблиц и Диска работает на этом компьютере.")
        district = found(google, folder, None, documents=True)
        google.requests.reset()
        costs = [_pass(district, "первый проход"), _pass(district, "ничего не изменилось")]
        google.person.type(district.ids[SCHOOL], "Кадры", "C7", 7)
        costs.append(_pass(district, "одна ОО исправила число в «Кадрах»"))
        costs.append(_pass(district, "ничего не изменилось"))
        costs.append(usual_way(district))
        show(costs, console)
        for name, id in district.ids.items():
            path = folder / LOOK / Path(name).name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(google.person.export(id))
    console.print(f"Что стоит в таблицах, лежит в «{folder / LOOK}»: «Координатор.xlsx» — сводная")
    console.print(f"Документы — в «{district.folder / 'Документы'}».")
    return 0


def _pass(district: District, what: str) -> Cost:
    """Make a pass as the installer does, from the command line."""
    command = [sys.executable, "-m", "sync", "run", str(district.folder)]
    subprocess.run(command, check=True)
    return cost(district, what)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo-google")))

"""Documents a second, beside plain docxtpl that opens the template anew for each document."""

import dataclasses
import datetime as dt
import io
import time
from collections.abc import Callable, Iterator, Mapping

import psutil
from docxtpl import DocxTemplate

from docgen.agreement import AgreementData, Party, Stage, agreement_values
from docgen.plan import EventGroup, PlanData, PlannedEvent, Signatory, plan_values
from docgen.rendering import render
from sync.resources import read_bytes

DAY = dt.date(2022, 3, 1)
SIGNATORIES = 30
ROWS = (30, 300, 3000)
MANY = 1000

Values = Mapping[str, object]


def party(number: int) -> Party:
    """Make a party of an agreement."""
    return Party(
        full_name=f"Муниципальное бюджетное общеобразовательное учреждение «Школа № {number}»",
        short_name=f"МБОУ «Школа № {number}»",
        address=f"662820, Красноярский край, с. Ермаковское, ул. Ленина, д. {number}",
        post="директор", head="Петрова Анна Ивановна", basis="Устава",
        ogrn="1022400000001", inn="2413000001",
    )  # fmt: skip


def agreement() -> tuple[bytes, Values]:
    """Give the template and values of an agreement that thirty sign."""
    organisations = tuple(map(party, range(SIGNATORIES - 2)))
    data = AgreementData(
        party(98), party(99), organisations, "с. Ермаковское", "Ермаковский район",
        "Взаимообучение ОО", dt.date(2021, 10, 1), dt.date(2024, 10, 31),
        ("Федеральный закон № 273-ФЗ",) * 12,
        (Stage("Разработка Соглашения", "Ноябрь 2021", "УО"),) * 12,
    )  # fmt: skip
    return read_bytes("documents", "agreement.docx"), agreement_values(data)


def plan(rows: int) -> tuple[bytes, Values]:
    """Give the template and values of a plan with a table of so many rows."""
    event = PlannedEvent(
        "27.01.2022", "Открытый урок «Речевое развитие»", "МБДОУ «Ойский детский сад»",
        "учитель-логопед", "воспитатели детских садов", "Участники опробуют приём",
    )  # fmt: skip
    events = tuple(dataclasses.replace(event, event=f"Урок {n}") for n in range(rows))
    data = PlanData(
        "Взаимообучение ОО", "Ермаковский район", "2021–2022",
        Signatory("руководитель", "Петрова Анна Ивановна"), None,
        (EventGroup("Январь 2022 года", events),), (), 25, 29, 0,
    )  # fmt: skip
    return read_bytes("documents", "plan.docx"), plan_values(data, DAY)


def ours(template: bytes, values: Values) -> bytes:
    """Render our way."""
    return render(template, values, DAY)


def plain(template: bytes, values: Values) -> bytes:
    """Render with docxtpl, a new template for each document."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(values), autoescape=True)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def seconds(way: Callable[[bytes, Values], bytes], case: tuple[bytes, Values], runs: int) -> float:
    """Give the median time of a document, the template compiled before."""
    way(*case)
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        way(*case)
        times.append(time.perf_counter() - begun)
    return sorted(times)[len(times) // 2]


def speeds() -> Iterator[tuple[str, float, float]]:
    """Measure: name of the document, our seconds, those of plain docxtpl."""
    cases = {f"agreement, {SIGNATORIES} sign": agreement()}
    cases |= {f"plan, {rows} rows": plan(rows) for rows in ROWS}
    for name, case in cases.items():
        runs = 5 if name.endswith("3000 rows") else 21
        yield name, seconds(ours, case, runs), seconds(plain, case, max(3, runs // 4))


def growth_of_memory() -> float:
    """Give by how many MB the process grows over a thousand documents, after the first ten."""
    case = agreement()
    for _ in range(10):
        ours(*case)
    before = held()
    for _ in range(MANY):
        ours(*case)
    return held() - before


def held() -> float:
    """Give the memory that this process has now, in MB."""
    return float(psutil.Process().memory_info().rss) / 2**20

"""Дополнительное соглашение: what changed in the terms or in the parties after signing."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docgen.agreement import AgreementData, Party, Stage, copies_of, party_values
from docgen.blanks import DATE_LINE, line, stated_text
from docgen.membership import Signed, agreement_values
from docgen.rendering import render
from docgen.russian import long_date

TERMS = {
    "project": "Наименование проекта",
    "municipality": "Муниципальное образование",
    "start": "Начало проекта",
    "end": "Окончание проекта",
}
DETAILS = {
    "full_name": "полное наименование",
    "short_name": "краткое наименование",
    "address": "адрес",
    "post": "должность руководителя",
    "head": "руководитель",
    "basis": "основание полномочий",
    "ogrn": "ОГРН",
    "inn": "ИНН",
    "branches": "филиалы",
}


@dataclass(frozen=True, slots=True)
class Alteration:
    """One change: what of, the text before and after (empty: there was or is none)."""

    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentData:
    """All that the paper is made of; `parties` sign it."""

    agreement: Signed
    department: Party
    centre: Party
    organisations: tuple[Party, ...]
    alterations: tuple[Alteration, ...]


def render_amendment(template: bytes, data: AmendmentData, day: dt.date) -> bytes:
    """Render the paper; TemplateError when the template is broken."""
    return render(template, amendment_values(data), day)


def amendment_values(data: AmendmentData) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    parties = [data.department, data.centre, *data.organisations]
    return {
        **agreement_values(data.agreement),
        "date_line": DATE_LINE,
        "department": party_values(data.department),
        "centre": party_values(data.centre),
        "organisations": [party_values(party) for party in data.organisations],
        "parties": [party_values(party) for party in parties],
        "copies": copies_of(len(parties)),
        "alterations": [
            {
                "number": number,
                "subject": line(one.subject),
                "before": stated_text(one.before),
                "after": stated_text(one.after),
            }
            for number, one in enumerate(data.alterations, start=1)
        ],
    }


def alterations(before: AgreementData, now: AgreementData) -> tuple[Alteration, ...]:
    """Tell what of a signed agreement is not so any more.

    Who joined or left since has a paper of its own and is not told here.
    """
    return (*_terms(before, now), *_stages(before.stages, now.stages), *_parties(before, now))


def _terms(before: AgreementData, now: AgreementData) -> Iterator[Alteration]:
    for name, title in TERMS.items():
        was, is_ = _text(getattr(before, name)), _text(getattr(now, name))
        if was != is_:
            yield Alteration(title, was, is_)


def _stages(before: Sequence[Stage], now: Sequence[Stage]) -> Iterator[Alteration]:
    was, is_ = ({stage.title: _stage(stage) for stage in stages} for stages in (before, now))
    for title in dict.fromkeys([*was, *is_]):
        if was.get(title) != is_.get(title):
            subject = f"Этап «{title}»: срок и ответственный"
            yield Alteration(subject, was.get(title, ""), is_.get(title, ""))


def _stage(stage: Stage) -> str:
    return ", ".join(filter(None, [stage.term, stage.responsible])) or "без срока"


def _parties(before: AgreementData, now: AgreementData) -> Iterator[Alteration]:
    yield from _details(before.department, now.department)
    yield from _details(before.centre, now.centre)
    for party in now.organisations:
        was = _same(party, before.organisations)
        if was is not None:
            yield from _details(was, party)


def _same(party: Party, among: Sequence[Party]) -> Party | None:
    """Find a party as it was: by its numbers, else by its names, which may change."""
    for name in ("ogrn", "inn", "short_name", "full_name"):
        known = getattr(party, name)
        found = [one for one in among if known and getattr(one, name) == known]
        if len(found) == 1:
            return found[0]
    return None


def _details(before: Party, now: Party) -> Iterator[Alteration]:
    name = now.short_name or now.full_name or before.short_name or before.full_name
    for field, title in DETAILS.items():
        was, is_ = _text(getattr(before, field)), _text(getattr(now, field))
        if was != is_:
            yield Alteration(f"{line(name)}: {title}", was, is_)


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return long_date(value)
    if isinstance(value, tuple):
        return ", ".join(map(line, value))
    return line(str(value), "") if value is not None else ""


def parties_now(before: AgreementData, now: AgreementData) -> tuple[Party, ...]:
    """Give the ОО that signed and take part still, as they are now."""
    return tuple(one for one in now.organisations if _same(one, before.organisations))


def without_persons(data: AgreementData) -> AgreementData:
    """Give the same without the names of heads."""
    return replace(
        data,
        department=_nameless(data.department),
        centre=_nameless(data.centre),
        organisations=tuple(map(_nameless, data.organisations)),
    )


def _nameless(party: Party) -> Party:
    return replace(party, head=None, head_genitive=None)

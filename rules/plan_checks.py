"""Rules of «План ОО» and «Смета»."""

import pandas as pd

from rules.budget import budget_of
from rules.cleaning import key
from rules.district import District
from rules.findings import frame, merge
from rules.plans import HELD, PLANNED
from rules.rulebook import rule
from rules.tables import Hit, findings
from rules.unresolved import nearest_words


@rule("plan.outside_project", "Мероприятие — в сроки проекта", "error", "cell", "не проверяется")
def outside_project(district: District) -> pd.DataFrame:
    """Find events whose term begins before the project or ends after it."""
    start, end = district.settings["term_start"], district.settings["term_end"]
    if start is None or end is None:
        return frame()
    table, events = district.tables["plan"], district.events
    open_ = events["term"].map(lambda term: term is None or term.first is None)
    early = ~open_ & (events["last"] < pd.Timestamp(start))
    late = events["first"] > pd.Timestamp(end)
    message = f"Срок вне проекта ({start:%d.%m.%Y} – {end:%d.%m.%Y}): исправьте дату."
    hit = Hit(events.index[early | late], "term", message, ("term",))
    return findings("plan.outside_project", "error", table, hit)


@rule(
    "plan.other_year",
    "Мероприятие — в текущем учебном году",
    "question",
    "cell",
    "не проверяется",
)
def other_year(district: District) -> pd.DataFrame:
    """Ask about events within the project, but in another school year."""
    start, end = district.settings["term_start"], district.settings["term_end"]
    table, events, year = district.tables["plan"], district.events, district.year
    outside = (events["last"] < pd.Timestamp(year.first)) | (
        events["first"] > pd.Timestamp(year.last)
    )
    if start is not None and end is not None:
        outside &= (events["last"] >= pd.Timestamp(start)) & (events["first"] <= pd.Timestamp(end))
    message = f"Срок не в {year.title} учебном году: исправьте дату или поясните."
    hit = Hit(events.index[outside], "term", message, ("term",))
    return findings("plan.other_year", "question", table, hit)


@rule("plan.same_day", "В один день у ОО одно мероприятие", "question", "tab", "не проверяется")
def same_day(district: District) -> pd.DataFrame:
    """Ask about two events of one ОО on one day; about one person's, say whose."""
    table, events = district.tables["plan"], district.events
    exact = events["term"].map(lambda term: term is not None and term.exact).astype(bool)
    own = events[exact].copy()
    own["person"] = own["responsible"].fillna("").map(key)
    own["other"] = own.groupby(["org", "first"])["number_at"].transform("first")
    again = own[own.duplicated(["org", "first"])]
    same = again.duplicated(["org", "first", "person"]) | own.duplicated(
        ["org", "first", "person"]
    ).reindex(again.index)
    message = [
        f"На {day:%d.%m.%Y} уже стоит мероприятие в {other}"
        + (" с тем же ответственным" if one else "")
        + ": исправьте дату или поясните."
        for day, other, one in zip(again["first"], again["other"], same, strict=True)
    ]
    hit = Hit(
        again.index,
        "term",
        pd.Series(message, index=again.index, dtype=object),
        ("term", "responsible"),
    )
    return findings("plan.same_day", "question", table, hit)


@rule("plan.future_held", "Проведено — значит, дата наступила", "error", "cell", "не проверяется")
def held_in_future(district: District) -> pd.DataFrame:
    """Find events marked as held on a day that has not come."""
    table, events = district.tables["plan"], district.events
    rows = events.index[events["held"] > pd.Timestamp(district.today)]
    hit = Hit(rows, "held", "Дата проведения ещё не наступила: исправьте её.", ("held",),
              compared=f"{district.today:%d.%m.%Y}")  # fmt: skip
    return findings("plan.future_held", "error", table, hit)


@rule(
    "plan.held_status",
    "У мероприятия с датой проведения состояние «проведено»",
    "question",
    "row",
    "не проверяется",
)
def held_without_status(district: District) -> pd.DataFrame:
    """Ask about a day of holding beside another state than «проведено»."""
    table, events = district.tables["plan"], district.events
    rows = events.index[events["held"].notna() & (events["status"] != HELD)]
    message = "Есть дата проведения, а состояние другое: поставьте «проведено» или уберите дату."
    hit = Hit(rows, "status", message, ("status", "held"), compared=HELD)
    return findings("plan.held_status", "question", table, hit)


@rule(
    "plan.no_evidence",
    "У проведённого мероприятия есть дата и подтверждение",
    "question",
    "row",
    "нарушено",
)
def held_without_evidence(district: District) -> pd.DataFrame:
    """Ask for the day and the link of events that were held: without them they do not count."""
    table, events = district.tables["plan"], district.events
    held = events[(events["status"] == HELD) & ~events["proven"]]
    found = []
    for name, what in (("held", "даты проведения"), ("evidence", "ссылки на подтверждение")):
        rows = held.index[held[name].isna()]
        message = f"Мероприятие проведено, но нет {what}: без неё оно не засчитывается."
        found.append(findings("plan.no_evidence", "question", table,
                              Hit(rows, name, message, ("status", name))))  # fmt: skip
    return merge(found)


@rule(
    "plan.overdue",
    "Когда срок прошёл, известно, что стало с мероприятием",
    "question",
    "row",
    "нарушено",
)
def overdue_events(district: District) -> pd.DataFrame:
    """Ask about events whose term is over and that are still planned."""
    table, events = district.tables["plan"], district.events
    over = events["last"] < pd.Timestamp(district.today)
    early = events["last"] < pd.Timestamp(district.settings["term_start"] or district.year.first)
    rows = events.index[over & ~early & (events["status"] == PLANNED) & events["held"].isna()]
    message = "Срок прошёл: отметьте, проведено мероприятие, перенесено или отменено."
    return findings(
        "plan.overdue", "question", table, Hit(rows, "status", message, ("status", "term"))
    )


@rule("plan.unknown_aspect", "Аспект мероприятия есть в Справочнике", "advice", "cell",
      "не проверяется")  # fmt: skip
def events_on_unknown_aspects(district: District) -> pd.DataFrame:
    """Advise about events whose aspect is none of the catalogue."""
    table, events = district.tables["plan"], district.events
    rows = events.index[events["aspect"].notna() & events["aspect_id"].isna()]
    near = nearest_words(events.loc[rows, "candidates"], district.catalogue)
    said = [
        f"Не ясно, какой это аспект Справочника.{text} Выберите один из списка." for text in near
    ]
    message = pd.Series(said, rows, dtype=object)
    return findings(
        "plan.unknown_aspect", "advice", table, Hit(rows, "aspect", message, ("aspect",))
    )


@rule(
    "budget.limit",
    "Стимулирующие выплаты по проекту не больше предела",
    "question",
    "row",
    "не проверяется",
)
def payments_over_limit(district: District) -> pd.DataFrame:
    """Ask about incentive payments above the share of «Настройки»."""
    table, settings = district.tables["budget"], district.settings
    if "budget" in district.unused:
        return frame()
    rows = budget_of(table.values, settings)
    over = rows[rows["share"] * 100 > settings["incentive_limit"]]
    base = settings["incentive_base"]
    shares = [f"{float(share) * 100:.1f}\u00a0%".replace(".", ",") for share in over["share"]]
    limit = f"{settings['incentive_limit']:g}\u00a0%"
    message = [
        f"Выплаты составляют {share} базы ({base}), а предел — {limit}: проверьте или поясните."
        for share in shares
    ]
    hit = Hit(
        over.index,
        "incentive",
        pd.Series(message, index=over.index, dtype=object),
        ("payroll", "incentive"),
        compared=limit,
    )
    return findings("budget.limit", "question", table, hit)

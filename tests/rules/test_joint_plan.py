"""The joint plan: whose event is whose, its state to the end, what coordinators and ОО decide."""

import datetime as dt

import pytest

from rules.decisions import (
    ASPECT_CHOICE,
    EVENT_CHOICE,
    HELD_ON,
    MATERIALS,
    NEW_DATE,
    OUTCOME,
    PAIR_CHOICE,
    REASON,
    TAKEN_OVER,
    Decision,
    event_key,
    own_event_key,
    pair_key,
    report_key,
    text_key,
)
from rules.plans import CANCELLED, HELD, MOVED, PLANNED
from tests.districts import found, made_report

YEAR = "2021-2022"
STAFF = "30.06.2021 | 10 | 5 | 3 | 2 | 5 | 0"
CATALOGUE = [
    {"id": "P1", "process": "педагогический", "group": "ФГ", "title": "Читательская грамотность"},
    {"id": "P2", "process": "педагогический", "group": "ФГ", "title": "Математическая грамотность"},
]
EVENT = event_key(YEAR, 2, "Ш-2", "P1", 1)
HOST_REPORT = report_key(EVENT, "Ш-2")
TODAY = dt.date(2022, 3, 1)


def order(need=None, offer=None):
    """A line of «ТЗ-2 Заказ»."""
    return {"rank": 1, "teaching_need": need, "teaching_offer": offer}


def district(decisions=None, plans=None, more=None, **inputs):
    """Ш-1 needs what Ш-2 (and, with `more`, Ш-3) offers."""
    orders = {
        "Ш-1": [order(need="Читательская грамотность")],
        "Ш-2": [order(offer="Читательская грамотность")],
    } | (more or {})
    return made_report(
        dict.fromkeys(orders, STAFF),
        tabs={"order": orders, "plan": plans or {}, "aspects": {"": CATALOGUE}},
        decisions=decisions or {},
        **inputs,
    )


def event(made):
    """Give the only event of pairs."""
    events = made.joint_plan.events
    (row,) = events[events["matched"]].to_dict("records")
    return row


def own_row(org, name, term, participants="все", **more):
    row = {
        "term": term, "event": name, "aspect": "Читательская грамотность",
        "responsible": "завуч", "participants": participants, "result": "опыт",
    }  # fmt: skip
    return {org: [row | more]}


def test_a_pair_becomes_a_dated_event_of_its_host():
    """The event is the host's, the guest takes part, its day is a working day of the half-year."""
    made = district()
    row = event(made)
    assert (row["org"], row["guests"], row["status"]) == ("Ш-2", ("Ш-1",), PLANNED)
    assert TODAY < row["date"] <= dt.date(2022, 5, 31)
    assert row["date"].weekday() < 5
    assert row["key"] == EVENT


def test_the_hosts_own_entry_is_the_same_event_and_its_day_holds():
    """What the host planned itself is not listed twice; its day is kept."""
    made = district(plans=own_row("Ш-2", "Мастер-класс «Читаем»", "06.04.2022"))
    row = event(made)
    assert row["date"] == dt.date(2022, 4, 6)
    assert row["event"] == "Мастер-класс «Читаем»"
    assert len(made.joint_plan.events) == 1


def test_the_guests_entry_that_names_the_host_is_the_same_event():
    """Host and guest both entered it: one event stands in the plan."""
    plans = own_row("Ш-2", "Мастер-класс «Читаем»", "06.04.2022")
    plans |= own_row("Ш-1", "Поездка в ОО Ш-2", "06.04.2022")
    assert len(district(plans=plans).joint_plan.events) == 1


def test_an_event_that_is_over_gets_no_guests_afterwards():
    """Nobody goes to what was held before anybody proposed it."""
    held = own_row("Ш-2", "Мастер-класс «Читаем»", "06.02.2022", status="проведено")
    made = district(plans=held)
    assert len(made.joint_plan.events) == 2
    assert made.coverage.participations == 0


def test_announcing_an_event_does_not_make_it_another():
    """The plan is the same in the next pass, when its dates have been announced."""
    held = own_row("Ш-2", "Мастер-класс «Читаем»", "06.02.2022", status="проведено")
    first = district(plans=held)
    day = event(first)["date"]
    again = district(plans=held, announced={EVENT: day}, proposed={pair("Ш-2"): 1})
    assert again.joint_plan.events.equals(first.joint_plan.events)


def test_an_announced_event_that_its_host_entered_as_held_is_that_event():
    """The host marks in its own plan what was announced: it was held, with its guests."""
    held = own_row("Ш-2", "Мастер-класс", "24.02.2022", status="проведено", held="24.02.2022")
    made = district(plans=held, announced={EVENT: dt.date(2022, 2, 24)})
    row = event(made)
    assert (row["status"], len(made.joint_plan.events)) == (HELD, 1)
    assert made.coverage.participations == 1


def test_dates_that_stand_and_clash_are_told():
    """A coordinator's day on a Sunday is kept, with one question; a working day with none."""
    sunday = {(EVENT, NEW_DATE.title): Decision(dt.date(2022, 4, 10))}
    assert len(found(district(sunday), "decision.clash")) == 1
    assert event(district(sunday))["date"] == dt.date(2022, 4, 10)
    monday = {(EVENT, NEW_DATE.title): Decision(dt.date(2022, 4, 11))}
    assert found(district(monday), "decision.clash").empty


def test_two_organisations_that_entered_one_event_without_a_pair():
    """Same aspect, same day, one names the other: one event."""
    plans = own_row("Ш-3", "Семинар с ОО Ш-4", "06.04.2022")
    plans |= own_row("Ш-4", "Семинар", "06.04.2022")
    made = district(plans=plans, more={"Ш-3": [], "Ш-4": []})
    alone = made.joint_plan.events[~made.joint_plan.events["matched"]]
    assert len(alone) == 1


@pytest.mark.parametrize(
    ("decisions", "status", "excused", "proven"),
    [
        ({}, PLANNED, False, False),
        ({(EVENT, EVENT_CHOICE.title): "утвердить"}, PLANNED, False, False),
        ({(EVENT, NEW_DATE.title): dt.date(2022, 4, 7)}, MOVED, False, False),
        ({(EVENT, EVENT_CHOICE.title): "отменить"}, CANCELLED, False, False),
        (
            {(EVENT, EVENT_CHOICE.title): "отменить", (EVENT, REASON.title): "карантин"},
            CANCELLED, True, False,
        ),
        ({(HOST_REPORT, HELD_ON.title): dt.date(2022, 2, 25)}, HELD, False, False),
        (
            {
                (HOST_REPORT, HELD_ON.title): dt.date(2022, 2, 25),
                (HOST_REPORT, MATERIALS.title): "https://shkola.ru/otchet",
            },
            HELD, False, True,
        ),
    ],
)  # fmt: skip
def test_the_state_of_an_event_is_followed_to_the_end(decisions, status, excused, proven):
    """Planned, moved, cancelled (excused only for a reason), held, proven by evidence."""
    made = district({place: Decision(value) for place, value in decisions.items()})
    row = event(made)
    assert (row["status"], row["excused"], row["proven"]) == (status, excused, proven)


def test_criterion_6_counts_the_joint_plan_without_the_excused():
    """Held with evidence of all; an event cancelled for a reason leaves the denominator."""
    held = {
        (HOST_REPORT, HELD_ON.title): Decision(dt.date(2022, 2, 25)),
        (HOST_REPORT, MATERIALS.title): Decision("https://shkola.ru/otchet"),
    }
    row = district(held).monitoring.query("criterion == '6' and org == ''").iloc[0]
    assert row["indicator"] == 1
    cancelled = {
        (EVENT, EVENT_CHOICE.title): Decision("отменить"),
        (EVENT, REASON.title): Decision("карантин"),
    }
    assert district(cancelled).district.all_events.empty


def test_a_moved_date_holds_and_an_announced_one_does_not_move():
    """The coordinator's day wins over what was announced; that wins over a new choice."""
    day, other = dt.date(2022, 4, 12), dt.date(2022, 4, 20)
    announced = {EVENT: day}
    assert event(district(announced=announced))["date"] == day
    moved = {(EVENT, NEW_DATE.title): Decision(other)}
    assert event(district(moved, announced=announced))["date"] == other


@pytest.mark.parametrize(
    ("cancelled", "reported", "status", "word"),
    [
        (dt.date(2022, 2, 1), dt.date(2022, 2, 26), CANCELLED, "решение записано раньше"),
        (dt.date(2022, 2, 27), dt.date(2022, 2, 26), HELD, "отчёт записан раньше"),
        (None, None, CANCELLED, "решение записано раньше"),
    ],
)
def test_of_two_words_that_contradict_each_other_the_earlier_holds(
    cancelled, reported, status, word
):
    """A report that it was held against a cancellation: one finding, the earlier one counts."""
    made = district(
        {
            (EVENT, EVENT_CHOICE.title): Decision("отменить", since=cancelled),
            (EVENT, REASON.title): Decision("карантин", since=cancelled),
            (HOST_REPORT, HELD_ON.title): Decision(dt.date(2022, 2, 25), since=reported),
        }
    )
    assert event(made)["status"] == status
    (message,) = found(made, "decision.event")["message"]
    assert word in message


@pytest.mark.parametrize(
    ("decisions", "word"),
    [
        ({(EVENT, EVENT_CHOICE.title): "перенести"}, "новой даты нет"),
        ({(EVENT, EVENT_CHOICE.title): "отменить"}, "без причины"),
    ],
)
def test_an_unfinished_decision_on_an_event_is_told(decisions, word):
    """A move needs a date, a cancellation a reason."""
    made = district({place: Decision(value) for place, value in decisions.items()})
    assert word in found(made, "decision.event")["message"].item()


def test_clear_decisions_on_events_are_not_told():
    """Approved, or moved to a day: nothing to say."""
    decisions = {
        (EVENT, EVENT_CHOICE.title): Decision("перенести"),
        (EVENT, NEW_DATE.title): Decision(dt.date(2022, 4, 7)),
    }
    assert found(district(decisions), "decision.event").empty


SECOND = {"Ш-3": [order(offer="Читательская грамотность")]}


def pair(host):
    return pair_key(YEAR, 2, "Ш-1", host, "P1")


def test_a_rejected_pair_gives_way_and_an_accepted_one_stands():
    """Rejected, the need goes to the other host; accepted, a pair is in the plan."""
    rejected = {(pair("Ш-2"), PAIR_CHOICE.title): Decision("отклонить")}
    assert list(district(rejected, more=SECOND).matching.pairs["host"]) == ["Ш-3"]
    accepted = {(pair("Ш-3"), PAIR_CHOICE.title): Decision("принять")}
    assert list(district(accepted, more=SECOND).matching.pairs["host"]) == ["Ш-3"]


def test_accepted_pairs_that_contradict_each_other_are_kept_and_told():
    """Two hosts for one need: both stay, one finding says so."""
    both = {(pair(h), PAIR_CHOICE.title): Decision("принять") for h in ("Ш-2", "Ш-3")}
    made = district(both, more=SECOND)
    assert len(made.matching.pairs) == 2
    assert "Оставьте одну" in found(made, "decision.limit")["message"].item()


def test_accepted_pairs_within_the_limits_are_not_told():
    """One accepted pair breaks nothing."""
    accepted = {(pair("Ш-2"), PAIR_CHOICE.title): Decision("принять")}
    assert found(district(accepted), "decision.limit").empty


def test_a_need_that_was_met_in_an_earlier_half_year_asks_for_nothing():
    """Who reports to have taken something over does not go for it again."""
    earlier = report_key(event_key(YEAR, 1, "Ш-2", "P1", 1), "Ш-1")
    done = {
        (earlier, TAKEN_OVER.title): Decision("ведём дневник чтения"),
        (earlier, OUTCOME.title): Decision("внедрено"),
    }
    assert district(done).matching.pairs.empty


# --- texts --------------------------------------------------------------------------------------

TEXT = "работа с книгой на уроке и дома"
ROW = text_key(TEXT, "педагогический")


def asked(decision=None, catalogue=None, **inputs):
    """Ш-1 needs something that the catalogue does not know; what the coordinator says of it."""
    decisions = {} if decision is None else {(ROW, ASPECT_CHOICE.title): Decision(decision)}
    orders = {"Ш-1": [order(need=TEXT)], "Ш-2": [order(need=TEXT)]}
    return made_report(
        dict.fromkeys(orders, STAFF),
        tabs={"order": orders, "aspects": {"": catalogue or CATALOGUE}},
        decisions=decisions,
        **inputs,
    )


def test_a_text_is_asked_until_the_coordinator_says_what_it_is():
    """Asked once for all who typed it; then it is that aspect for everybody."""
    assert set(asked().district.unresolved["key"]) == {TEXT}
    decided = asked("Читательская грамотность")
    assert decided.district.unresolved.empty
    assert list(decided.district.lines["aspect"]) == ["P1", "P1"]


def test_a_text_that_is_no_aspect_counts_nowhere_and_is_asked_no_more():
    """«не аспект» settles it."""
    made = asked("не аспект")
    assert made.district.unresolved.empty
    assert made.district.lines["aspect"].isna().all()


def test_a_text_that_is_new_becomes_a_proposal():
    """«новый» lists it for the catalogue; it counts nowhere until it stands there."""
    made = asked("новый")
    assert made.district.texts.proposed == {(TEXT, "педагогический")}
    assert made.district.lines["aspect"].isna().all()


def test_a_decision_survives_that_its_aspect_is_renamed():
    """The id that the words meant is remembered; without it the decision is told."""
    renamed = [{**CATALOGUE[0], "title": "Смысловое чтение"}, CATALOGUE[1]]
    known = asked("Читательская грамотность").district.texts.ids
    kept = asked("Читательская грамотность", renamed, text_ids=known)
    assert list(kept.district.lines["aspect"]) == ["P1", "P1"]
    lost = asked("Читательская грамотность", renamed)
    assert "такого аспекта в справочнике нет" in found(lost, "decision.text")["message"].item()


def test_a_decision_that_names_an_aspect_is_not_told():
    """A title, an id, «новый»: all are clear."""
    for said in ("Читательская грамотность", "P1", "новый", "не аспект"):
        assert found(asked(said), "decision.text").empty


def test_own_events_carry_decisions_by_the_row_of_their_plan():
    """An event without a pair is cancelled by its own key."""
    made = district(plans=own_row("Ш-1", "Семинар", "06.04.2022", aspect=None))
    own = made.joint_plan.events[~made.joint_plan.events["matched"]]
    (key,) = own["key"]
    assert key.startswith(own_event_key(YEAR, "Ш-1", "")[:-1])
    again = district(
        {(key, EVENT_CHOICE.title): Decision("отменить"), (key, REASON.title): Decision("нет")},
        plans=own_row("Ш-1", "Семинар", "06.04.2022", aspect=None),
    )
    events = again.joint_plan.events
    assert list(events.loc[events["key"] == key, "excused"]) == [True]

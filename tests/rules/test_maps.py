"""Breakthroughs, the map of problems, what changed between years, coverage: on small districts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.breakthroughs import Practice
from rules.problem_map import APPEARED, CLOSED, COVERED, DEFICIT, GONE, OPENED, SURPLUS
from tests.districts import found, made_report, tab

ASPECTS = [
    {"id": "P1", "process": "педагогический", "group": "ФГ", "title": "Чтение", "synonyms": "ЧГ"},
    {"id": "P2", "process": "педагогический", "group": "ФГ", "title": "Счёт"},
    {"id": "P3", "process": "педагогический", "group": "ФГ", "title": "Устный, письменный счёт"},
    {"id": "U1", "process": "управленческий", "group": "ВСОКО", "title": "ВСОКО"},
]


CODES = ("Ш-1", "Ш-2", "Ш-3")


def district(codes=CODES, **tabs):
    """Make the report of schools whose tabs are rows by code."""
    own = {"aspects": {"": ASPECTS}, **tabs}
    return made_report(dict.fromkeys(codes, ""), tabs=own)


def needs(*aspects):
    return [{"rank": n, "teaching_need": one} for n, one in enumerate(aspects, start=1)]


def offers(*aspects):
    return [{"rank": n, "teaching_offer": one} for n, one in enumerate(aspects, start=1)]


def balances(made):
    return made.problem_map.aspects["balance"].to_dict()


# --- the map ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "wanted"),
    [
        ({"Ш-1": needs("Чтение")}, {"P1": DEFICIT}),
        ({"Ш-1": needs("Чтение"), "Ш-2": offers("ЧГ")}, {"P1": COVERED}),
        ({"Ш-1": needs("Чтение"), "Ш-2": offers("Чтение"), "Ш-3": offers("Чтение")},
         {"P1": SURPLUS}),
        ({"Ш-1": offers("Счёт")}, {"P2": SURPLUS}),
        ({"Ш-1": needs("Чтение", "Чтение"), "Ш-2": needs("Счёт")}, {"P1": DEFICIT, "P2": DEFICIT}),
        ({"Ш-1": needs("неизвестно что")}, {}),
        ({"Ш-1": needs("нет")}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_deficits_and_surpluses(orders, wanted):
    """A deficit is needed and not offered, a surplus offered more than needed."""
    assert balances(district(order=orders)) == wanted


def test_the_map_begins_with_what_most_need():
    """Rows by need, then by lack of offers; ОО counted once, ranks the best."""
    made = district(
        order={
            "Ш-1": needs("Счёт", "Чтение", "Счёт"),
            "Ш-2": needs("Чтение") + offers("Счёт"),
            "Ш-3": offers("Устный, письменный счёт"),
        }
    )
    table = made.problem_map.aspects
    assert list(table.index) == ["P1", "P2", "P3"]
    assert table[["need", "offer"]].values.tolist() == [[2, 0], [1, 1], [0, 1]]
    cells = made.problem_map.cells.set_index(["org", "aspect"])
    assert cells.loc[("Ш-1", "P2"), "need"] == 1
    assert list(made.problem_map.deficits().index) == ["P1"]


ORG_ASPECTS = st.dictionaries(
    st.sampled_from(["Ш-1", "Ш-2", "Ш-3"]),
    st.tuples(
        st.lists(st.sampled_from(["Чтение", "Счёт"]), unique=True, max_size=2),
        st.lists(st.sampled_from(["Чтение", "Счёт"]), unique=True, max_size=2),
    ),
)


@settings(max_examples=25)
@given(orders=ORG_ASPECTS)
def test_the_map_counts_as_plain_loops_do(orders):
    """Needs and offers against a count by hand."""
    made = district(order={org: needs(*n) + offers(*o) for org, (n, o) in orders.items()})
    for aspect, title in (("P1", "Чтение"), ("P2", "Счёт")):
        need = sum(title in n for n, _ in orders.values())
        offer = sum(title in o for _, o in orders.values())
        table = made.problem_map.aspects
        if need or offer:
            assert table.loc[aspect, ["need", "offer"]].tolist() == [need, offer]
        else:
            assert aspect not in table.index


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        ({"Ш-1": needs("Чтение")}, {"Ш-1": needs("Счёт")}, GONE),
        ({"Ш-1": needs("Чтение")}, {"Ш-1": needs("Чтение"), "Ш-2": offers("Чтение")}, CLOSED),
        ({"Ш-1": needs("Чтение"), "Ш-2": offers("Чтение")}, {"Ш-1": needs("Чтение")}, OPENED),
        ({}, {"Ш-1": needs("Чтение")}, OPENED),
        ({}, {"Ш-1": needs("Чтение"), "Ш-2": offers("Чтение")}, APPEARED),
        ({"Ш-1": needs("Чтение")}, {"Ш-2": needs("Чтение")}, ""),
        ({"Ш-1": offers("Чтение")}, {"Ш-1": offers("Чтение")}, ""),
    ],
)
def test_what_changed_between_years(before, now, wanted):
    """Problems that went, deficits that closed or opened, problems that appeared."""
    earlier = {"2020-2021": {"order": [(org, tab("order", rows)) for org, rows in before.items()]}}
    own = {"aspects": {"": ASPECTS}, "order": now}
    made = made_report(dict.fromkeys(("Ш-1", "Ш-2"), ""), tabs=own, earlier=earlier)
    assert made.compared_with.name == "2020-2021"
    assert made.comparison.loc["P1", "what"] == wanted


def test_years_are_compared_when_half_have_answered():
    """What ОО have not said yet in the new year is no problem that went."""
    rows = [(org, tab("order", needs("Чтение"))) for org in CODES]
    for answered, compared in (((), False), (("Ш-1",), False), (("Ш-1", "Ш-2"), True)):
        own = {"aspects": {"": ASPECTS}, "order": {org: needs("Счёт") for org in answered}}
        made = made_report(dict.fromkeys(CODES, ""), tabs=own,
                           earlier={"2020-2021": {"order": rows}})  # fmt: skip
        assert (made.comparison is not None) == compared


def test_a_line_without_a_place_counts_nowhere():
    """The map counts the same lines as the rankings do."""
    made = district(order={"Ш-1": [{"rank": "первое", "teaching_need": "Чтение"}],
                           "Ш-2": needs("Чтение")})  # fmt: skip
    assert made.problem_map.aspects.loc["P1", "need"] == 1
    assert made.ratings.of("teaching_need")["organisations"].item() == 1


def test_the_last_closed_year_is_compared():
    """Of several closed years the one before counts; without any there is no comparison."""
    earlier = {year: {"order": [("Ш-1", tab("order", needs(aspect)))]}
               for year, aspect in (("2019-2020", "Счёт"), ("2020-2021", "Чтение"),
                                    ("2022-2023", "Счёт"))}  # fmt: skip
    own = {"aspects": {"": ASPECTS}, "order": {"Ш-1": needs("Чтение")}}
    made = made_report({"Ш-1": ""}, tabs=own, earlier=earlier)
    assert made.comparison.index.tolist() == ["P1"]
    assert made_report({"Ш-1": ""}, tabs=own).comparison is None


# --- breakthroughs ----------------------------------------------------------------------------


def results(**cells):
    return [{"direction": "ОВЗ"} | cells]


def test_breakthroughs_are_successes_over_failures():
    """Mentions by direction and actor, the best balance first, with the practices behind."""
    made = district(
        results={
            "Ш-1": results(teacher_success="Чтение\nСчёт", teacher_failure="Счёт"),
            "Ш-2": results(teacher_success="ЧГ", management_failure="ВСОКО"),
        },
        practices={"Ш-1": [{"aspect": "Чтение", "practice": "Десять минут"}],
                   "Ш-3": [{"aspect": "Чтение", "practice": "Чужая"}]},
    )  # fmt: skip
    points = made.breakthroughs.points
    assert points[["direction", "actor", "success", "failure", "balance"]].values.tolist() == [
        ["ОВЗ", "teacher", 3, 1, 2],
        ["ОВЗ", "management", 0, 1, -1],
    ]
    assert points["practices"][0] == (Practice("Ш-1", "Десять минут"),)


@pytest.mark.parametrize(
    ("cell", "texts", "aspects"),
    [
        ("Чтение, Счёт", ["Чтение", "Счёт"], ["P1", "P2"]),
        ("Чтение — 5, Счёт — 3", ["Чтение", "Счёт"], ["P1", "P2"]),
        ("Чтение / Счёт", ["Чтение", "Счёт"], ["P1", "P2"]),
        ("Чтение, что-то ещё", ["Чтение, что-то ещё"], [None]),
        ("Устный, письменный счёт", ["Устный, письменный счёт"], ["P3"]),
        ("1. Чтение\n2. Счёт", ["Чтение", "Счёт"], ["P1", "P2"]),
        ("-", [], []),
        ("нет", [], []),
        ("см. выше", [], []),
    ],
)
def test_aspects_in_a_cell_of_the_matrix(cell, texts, aspects):
    """A comma separates only where both sides are known; dashes and «нет» say nothing."""
    made = district(results={"Ш-1": results(teacher_success=cell)})
    assert made.district.mentions["text"].tolist() == texts
    known = [None if one is None or one != one else one for one in made.district.mentions["aspect"]]
    assert known == aspects
    assert made.breakthroughs.points["success"].sum() == len(texts)


def test_reserves_are_counted_by_state():
    """How many ОО call a direction strong, a reserve, a deficit."""
    made = district(
        reserves={
            "Ш-1": [{"direction": "воспитание", "state": "дефицит", "ground": "2021"}],
            "Ш-2": [{"direction": "воспитание", "state": "дефицит", "ground": "2021"},
                    {"direction": "воспитание", "state": "есть резерв", "ground": "2021"}],
        }
    )  # fmt: skip
    counts = made.breakthroughs.reserves.loc["воспитание"]
    assert counts.to_dict() == {"сильная сторона": 0, "есть резерв": 0, "дефицит": 2,
                                "не относится": 0}  # fmt: skip


# --- coverage ---------------------------------------------------------------------------------


def test_coverage_from_the_plans_of_the_organisations():
    """Who planned, who held, on how many of the demanded aspects."""
    event = {"event": "Семинар", "term": "10.02.2022", "aspect": "Чтение"}
    held = event | {"status": "проведено", "held": "10.02.2022", "evidence": "https://a.example.ru"}
    made = district(
        order={"Ш-1": needs("Чтение", "Счёт")},
        plan={"Ш-2": [held, event | {"status": "отменено"}], "Ш-3": [event]},
    )
    coverage = made.coverage
    assert (coverage.planned, coverage.held, coverage.proven, coverage.cancelled) == (3, 1, 1, 1)
    assert (coverage.planning, coverage.hosting, coverage.organisations) == (2, 1, 3)
    assert (coverage.demanded, coverage.addressed) == (2, 1)
    assert not found(made, "plan.overdue").empty

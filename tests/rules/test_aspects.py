"""Aspects recognised in free text: near ones stay apart, and how well it goes on labelled lines."""

import csv
import functools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.aspect_measuring import (
    Labelled,
    count_by_kind,
    figures,
    judge,
    recognise_lines,
)
from rules.aspect_words import NO_WORDS, WordsError, parse_words
from rules.aspects import Catalogue, Recognised, catalogue_of, recognise
from rules.cleaning import key
from rules.grid import a1
from rules.tables import assemble
from sync.form_tabs import read_typed
from sync.founding import catalogue as starting_aspects
from sync.resources import aspect_words, forms
from tests.districts import found, made_report
from tests.rules.aspect_variations import variations

DATA = Path(__file__).resolve().parents[1] / "data"
TEACHING, MANAGEMENT = "педагогический", "управленческий"


def catalogue_from(rows, words=None) -> Catalogue:
    reading = read_typed(forms()["aspects"], rows)
    table, _ = assemble(forms()["aspects"], [("", reading)])
    return catalogue_of(table, aspect_words() if words is None else words)


@functools.cache
def starting() -> Catalogue:
    return catalogue_from(starting_aspects())


def sure(text, process=None):
    """Give the ids of a sure outcome, nothing for another one."""
    return recognise(text, process, starting()).aspects


def lines_of(name):
    rows = csv.DictReader((DATA / name).read_text(encoding="utf-8-sig").splitlines())
    return [
        Labelled(row["text"], row["block"], row["label"], row["kind"],
                 tuple(row["alternatives"].split()))
        for row in rows
    ]  # fmt: skip


# How well


@pytest.mark.parametrize(
    "name", ["aspect_variants.csv", "aspect_lines_own.csv", "aspect_lines_more.csv"]
)
def test_lines_that_people_labelled(name):
    """Few are recognised wrongly, most surely and rightly, the rest is asked about well."""
    lines = lines_of(name)
    recognised = recognise_lines(lines, starting())
    verdicts = [judge(*pair) for pair in zip(lines, recognised, strict=True)]
    wrong = [one.text for one, verdict in zip(lines, verdicts, strict=True) if verdict == "wrong"]
    reached = figures(lines, verdicts)
    assert reached.wrong <= 0.005, wrong
    assert reached.right >= 0.75
    assert reached.among >= 0.85
    assert reached.both >= 0.5
    assert reached.lost <= 0.01


def test_names_typed_in_ways_that_nobody_wrote_down():
    """Slips, cases, other layouts and alphabets of every name: none becomes another aspect."""
    verdicts = []
    for _, text, id_ in variations(starting().names, seed=1):
        line = Labelled(text, "any", id_, "")
        verdicts.append(judge(line, recognise(text, None, starting())))
    assert verdicts.count("wrong") <= len(verdicts) * 0.001
    assert verdicts.count("right") >= len(verdicts) * 0.97
    assert verdicts.count("lost") == 0


@pytest.mark.parametrize(
    ("label", "alternatives", "outcome", "ids", "verdict"),
    [
        ("A", (), "sure", ("A",), "right"),
        ("A", (), "sure", ("B",), "wrong"),
        ("A", (), "sure", ("A", "B"), "wrong"),
        ("A", (), "ask", ("B", "A"), "asked"),
        ("A", (), "ask", ("B",), "missed"),
        ("A", (), "none", (), "lost"),
        ("NEW", (), "sure", ("A",), "wrong"),
        ("NEW", (), "ask", (), "asked"),
        ("AMBIG", ("A", "B"), "sure", ("A",), "wrong"),
        ("AMBIG", ("A", "B", "C"), "ask", ("B", "C"), "asked"),
        ("AMBIG", ("A", "B"), "ask", ("A",), "missed"),
        ("MULTI", ("A", "B"), "sure", ("B", "A"), "right"),
        ("MULTI", ("A", "B"), "sure", ("A",), "wrong"),
        ("MULTI", ("A", "B"), "ask", ("A", "B", "C"), "asked"),
        ("MULTI", ("A", "B"), "ask", ("A", "C"), "missed"),
        ("NOISE", (), "none", (), "right"),
        ("NOISE", (), "sure", ("A",), "wrong"),
        ("NOISE", (), "ask", ("A",), "asked"),
    ],
)
def test_verdicts(label, alternatives, outcome, ids, verdict):
    """A sure outcome must be exactly the right one; of an asked one the right must be there."""
    one = Recognised(ids if outcome == "sure" else (), outcome, ids if outcome == "ask" else ())
    assert judge(Labelled("", "any", label, "k", alternatives), one) == verdict


def test_counts_by_kind():
    """Each kind has its lines and its verdicts."""
    lines = [Labelled("", "", "A", kind) for kind in ("typo", "case", "typo")]
    assert count_by_kind(lines, ["right", "wrong", "missed"]) == [
        ("case", 1, (0, 1, 0, 0, 0)),
        ("typo", 2, (1, 0, 0, 1, 0)),
    ]


def test_shares_of_nothing_are_unknown():
    """Without lines there is no share."""
    assert figures([], []) == (None, None, None, None, None)


# Near ones stay apart

NEIGHBOURS = [
    ("читательская грамотность", "математическая грамотность", "цифровая грамотность"),
    ("подготовка к ОГЭ", "подготовка к ЕГЭ", "подготовка к ВПР"),
    ("дети с ЗПР", "дети с РАС", "дети с ТНР", "дети с УО", "дети с НОДА", "дети с ОВЗ"),
    ("наставничество педагогов", "наставничество обучающихся"),
    ("мотивация педагогов", "мотивация обучающихся"),
    ("аттестация на первую категорию", "аттестация на высшую категорию", "аттестация СЗД"),
    ("ИОМ учителя", "ИОМ для детей с ОВЗ", "ИОМ для одарённых"),
    ("критическое мышление", "креативное мышление"),
    ("проведение ВПР", "подготовка к ВПР", "объективность ВПР", "анализ результатов ВПР"),
    ("адаптация дошкольников", "адаптация первоклассников", "адаптация молодых педагогов"),
    ("ФОП ДО", "ФАОП ДО", "ФОП НОО"),
    ("рабочие программы", "рабочая программа воспитания", "адаптированные рабочие программы"),
    ("ВСОКО", "ВСОКО в ДОУ", "НОКО"),
    ("контроль в детском саду", "внутришкольный контроль", "анализ урока"),
    ("проектная деятельность", "индивидуальный проект", "проектное управление"),
    ("программа развития", "СИПР"),
    ("выявление одарённых детей", "одарённые дети", "система работы с одарёнными детьми"),
]


@pytest.mark.parametrize("texts", NEIGHBOURS)
def test_neighbours_stay_apart(texts):
    """Each of near aspects is recognised, and no two of them as one."""
    ids = [sure(text) for text in texts]
    assert all(len(own) == 1 for own in ids), dict(zip(texts, ids, strict=True))
    assert len(set(ids)) == len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "цифровая грамотность педагогов",
        "финансовая грамотность родителей",
        "наставничество студентов",
        "мотивация родителей",
        "аттестация обучающихся",
        "читательская грамотность дошкольников",
        "контроль питания",
        "адаптация десятиклассников",
        "обучение детей с нарушениями зрения",
        "профилактика травматизма",
        "экологическая грамотность",
        "преемственность основной и старшей школы",
        "развитие речи на уроках литературы",
    ],
)
def test_a_word_of_something_else_makes_a_question(text):
    """One distinguishing word that no aspect has: the coordinator is asked."""
    assert recognise(text, None, starting()).outcome == "ask"


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("наставничество", {"PED-NA-01", "UPR-KA-01"}),
        ("мотивация", {"PED-TE-07", "UPR-KA-02"}),
        ("подготовка к ГИА", {"PED-OC-04", "PED-OC-05"}),
        ("ИОМ", {"PED-OV-15", "PED-OD-04", "UPR-KA-09"}),
        ("ШМП", {"UPR-KA-07", "UPR-PU-03"}),
        ("развитие речи", {"PED-DO-04", "PED-OV-12"}),
        ("выявление и сопровождение одарённых", {"PED-OD-02", "PED-OD-01"}),
    ],
)
def test_a_missing_word_makes_a_question(text, candidates):
    """What fits several is asked about, and they are the candidates."""
    one = recognise(text, None, starting())
    assert one.outcome == "ask"
    assert candidates <= set(one.candidates)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("читательская и математическая грамотность", {"PED-FG-01", "PED-FG-02"}),
        ("ОГЭ и ЕГЭ", {"PED-OC-04", "PED-OC-05"}),
        ("дети с ЗПР, РАС", {"PED-OV-03", "PED-OV-02"}),
        ("ВСОКО; ВШК", {"UPR-VS-01", "UPR-VK-01"}),
        ("мотивация учителей и учеников", {"UPR-KA-02", "PED-TE-07"}),
        ("аттестация на первую и высшую категории", {"UPR-KA-03", "UPR-KA-04"}),
    ],
)
def test_a_line_of_two_aspects_is_two(text, ids):
    """Things beside each other are told apart, also when they share a word."""
    assert set(sure(text)) == ids


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("ВШК, а не ВСОКО", "UPR-VK-01"),
        ("Готовы показать опыт: формирующее оценивание — 5 чел.", "PED-OC-01"),
        ("xbnfntkmcrfz uhfvjnyjcnm", "PED-FG-01"),
        ("Chitatelskaya gramotnost", "PED-FG-01"),
        ("читательскаяграмотность", "PED-FG-01"),
        ("чит. гр-ть", "PED-FG-01"),
        ("Как заинтересовать детей учёбой: не хотят учиться", "PED-TE-07"),
        ("АТТЕСТАЦИЯ на I кв. кат.", "UPR-KA-03"),
        ("№ 3. дети с ДЦП (2 педагога)", "PED-OV-06"),
        ("500+", "UPR-SN-02"),
    ],
)
def test_what_stands_around_the_words_does_not_matter(text, id_):
    """Lists, numbers, politeness, shortenings, slips, wrong layouts are seen through."""
    assert sure(text) == (id_,)


@pytest.mark.parametrize(
    "text",
    ["-", "нет", "см. выше", "???", "фывапр", "12", "", "уточним позже", "то же", "ааа"],
)
def test_no_answers(text):
    """Nothing, references, keys hit at random: they name no aspect and are not asked about."""
    assert recognise(text, None, starting()) == ((), "none", ())


def test_a_story_is_asked_about():
    """A text too long to be a name is not read; a thousand times «нет» does no harm."""
    assert recognise("наставничество " * 40, None, starting()) == ((), "ask", ())
    assert recognise("нет " * 1000, None, starting()).outcome == "ask"


def test_a_catalogue_of_odd_names_does_no_harm():
    """Names without a word that means anything are known when they are typed so."""
    known = catalogue_from([aspect("A", "и"), aspect("B", "5"), aspect("C", "Развитие")])
    assert recognise("развитие", None, known).aspects == ("C",)
    assert recognise("5", None, known).aspects == ("B",)
    assert recognise("развитие речи", None, known).outcome == "ask"


@pytest.mark.parametrize("text", ["ЕНГ", "ИИ", "РОВ", "нет мотивации у детей", "всё о РАС"])
def test_short_answers_are_answers(text):
    """An abbreviation is not a key hit at random, and «нет …» may be the beginning of one."""
    assert recognise(text, None, starting()).outcome == "sure"


# What must not change an outcome

TEXTS = st.sampled_from([line.text for line in lines_of("aspect_lines_own.csv")])


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(["  {}  ", "«{}»", "{}.", "\u00a0{}", "{}\u200b", '"{}"']))
def test_quotes_and_spaces_change_nothing(text, frame):
    """Quotes, spaces of any kind and a full stop around a text do not matter."""
    assert recognise(frame.format(text), None, starting()) == recognise(text, None, starting())


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_case_and_yo_change_nothing(text):
    """Neither does е for ё, nor small letters; recognising twice gives the same."""
    plain = text.lower().replace("ё", "е")
    wanted, got = (recognise(one, None, starting()) for one in (text, plain))
    assert (got.outcome, got.aspects) == (wanted.outcome, wanted.aspects)


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_another_order_of_words_is_never_another_aspect(data):
    """The words of a name in any order are that aspect or a question."""
    id_ = data.draw(st.sampled_from(sorted(starting().names)))
    name = data.draw(st.sampled_from(starting().names[id_]))
    shuffled = " ".join(data.draw(st.permutations(name.replace(",", "").split())))
    assert sure(shuffled) in ((), (id_,))


@settings(deadline=None, max_examples=15)
@given(TEXTS, st.sampled_from(["PED-FG-01", "UPR-VS-01"]))
def test_a_new_synonym_makes_its_text_sure(text, id_):
    """What the coordinator enters as a synonym is that aspect from then on."""
    rows = [
        row | {"synonyms": f"{row['synonyms']} | {text.replace('|', '')}"}
        if row["id"] == id_ else row
        for row in starting_aspects()
    ]  # fmt: skip
    known = catalogue_from(rows)
    if key(text) and "|" not in text:
        owned = starting().owners(key(text), known.process(id_))
        assert recognise(text, known.process(id_), known).aspects == (owned or (id_,))


def test_synonyms_decided_on_since_are_names():
    """A decision of the coordinator is a synonym for every ОО."""
    reading = read_typed(forms()["aspects"], starting_aspects())
    table, _ = assemble(forms()["aspects"], [("", reading)])
    known = catalogue_of(table, aspect_words(), {"PED-VO-06": ["кадетские классы"]})
    assert recognise("«Кадетские классы»", None, known).aspects == ("PED-VO-06",)
    assert sure("Кадетские классы") == ()


def test_the_block_breaks_a_tie():
    """A name that both processes have is the aspect of the process in whose block it stands."""
    rows = [
        {"id": "P", "process": TEACHING, "title": "Кадры", "synonyms": "К-1"},
        {"id": "U", "process": MANAGEMENT, "title": "Кадры", "synonyms": "К-2"},
    ]
    known = catalogue_from(rows)
    assert recognise("кадры", TEACHING, known).aspects == ("P",)
    assert recognise("кадры", MANAGEMENT, known).aspects == ("U",)
    assert recognise("кадры", None, known) == ((), "ask", ("P", "U"))


# The vocabulary


def test_without_a_vocabulary_names_are_still_known():
    """The catalogue's own names, their cases and slips need no vocabulary."""
    known = catalogue_from(starting_aspects(), NO_WORDS)
    assert recognise("читательская грамотность", None, known).aspects == ("PED-FG-01",)
    assert recognise("Читательской граммотности", None, known).aspects == ("PED-FG-01",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "набран с ошибкой"),
        ("слова", "нужны разделы"),
        ("wodrs: а", "непонятный раздел: wodrs"),
        ("weak: [а]", "после «weak»"),
        ("meanings: а", "в разделе «meanings»"),
    ],
)
def test_a_broken_vocabulary_is_told(text, told):
    """Whoever edits the file of words reads what is wrong with it."""
    with pytest.raises(WordsError, match=told):
        parse_words(text)


# A bad catalogue


def aspect(id_, title, synonyms="", process=TEACHING):
    return {"id": id_, "process": process, "title": title, "synonyms": synonyms}


BAD = [
    ("aspects.circle", [aspect("A", "Чтение", "Письмо"), aspect("B", "Письмо", "Чтение")], ["E3"]),
    ("aspects.ambiguous", [aspect("A", "Чтение", "Письмо"), aspect("B", "Письмо", "Чтение")], []),
    ("aspects.circle", [aspect("A", "Чтение", "Письмо"), aspect("B", "Письмо")], []),
    ("aspects.ambiguous", [aspect("A", "Чтение", "Письмо"), aspect("B", "Письмо")], ["D3"]),
    ("aspects.ambiguous", [aspect("A", "Чтение", "Ч"), aspect("B", "Счёт", "ч")], ["E3"]),
    (
        "aspects.alike",
        [aspect("A", "ЗПР"), aspect("B", "Задержка развития")],
        ["D3"],
    ),
    ("aspects.alike", [aspect("A", "Подготовка к ОГЭ"), aspect("B", "ЕГЭ")], []),
    ("row.duplicate", [aspect("A", "Чтение"), aspect("A", "Счёт")], ["A3"]),
]


@pytest.mark.parametrize(("rule", "rows", "cells"), BAD)
def test_a_bad_catalogue_is_told_with_its_cell(rule, rows, cells):
    """Circles, shared names and names of one meaning: one finding each, at the later aspect."""
    made = made_report({"Ш-1": ""}, tabs={"aspects": {"": rows}})
    told = found(made, rule)
    assert len(told) == len(cells)
    assert set(told["org"]) <= {""}
    assert [a1(place)[0] for place in told["place"]] == [cell[0] for cell in cells]


def test_the_starting_catalogue_is_sound():
    """Nothing is wrong with the catalogue that a new district gets."""
    made = made_report({"Ш-1": ""}, tabs={"aspects": {"": starting_aspects()}})
    assert found(made, "aspects.ambiguous", "aspects.circle", "aspects.alike").empty


def test_a_shared_synonym_is_asked_about_and_a_title_wins():
    """Of a synonym of two aspects both are candidates; a title is its aspect's own."""
    rows = [aspect("A", "Чтение", "Ч | Письмо"), aspect("B", "Письмо", "ч")]
    known = catalogue_from(rows)
    assert recognise("Ч", TEACHING, known) == ((), "ask", ("A", "B"))
    assert recognise("письмо", TEACHING, known).aspects == ("B",)


# In a pass


def order(*texts, **more):
    rows = [{"rank": n, "teaching_need": text} for n, text in enumerate(texts, 1)]
    tabs = {"aspects": {"": starting_aspects()}, "order": {"Ш-1": rows}}
    return made_report({"Ш-1": ""}, tabs=tabs | more)


def test_free_text_is_ranked():
    """What is surely an aspect counts, whatever its words; two aspects of a line are a tie."""
    made = order("Готовы показать: дети с ЗПР", "ЧГ и математическая грамотность", "шахматы")
    lines = made.district.lines
    assert list(zip(lines["aspect"].fillna(""), lines["rank"], strict=True)) == [
        ("PED-OV-03", 1), ("PED-FG-01", 2), ("PED-FG-02", 2), ("", 3),
    ]  # fmt: skip


def test_a_question_names_the_nearest():
    """The ОО reads which aspects of the catalogue may be meant."""
    (told,) = found(order("наставничество"), "order.unknown_aspect").to_dict("records")
    assert "«Наставничество педагогов («педагог — педагог»)»" in told["message"]


@pytest.mark.parametrize(
    ("text", "hits"), [("уточним позже", 1), ("фывапр", 1), ("нет", 0), ("см. выше", 0), ("ЧГ", 0)]
)
def test_what_is_no_answer_is_told_once(text, hits):
    """«order.no_answer»: an aspect is wanted where the text does not plainly say «нет»."""
    assert len(found(order(text), "order.no_answer")) == hits


def test_texts_to_ask_about_are_gathered():
    """All that is to become aspects stands in one frame, with where it stands."""
    made = order(
        "шахматы",
        "ЧГ",
        practices={"Ш-1": [{"aspect": "ЧГ; МГ", "practice": "Обе"}]},
        results={"Ш-1": [{"direction": "ОВЗ", "teacher_success": "ИОМ"}]},
        plan={"Ш-1": [{"term": "март", "event": "Семинар", "aspect": "Туризм"}]},
    )
    asked = made.district.unresolved
    assert asked[["text", "key", "process", "form", "field"]].values.tolist() == [
        ["ИОМ", "иом", None, "results", "teacher_success"],
        ["шахматы", "шахматы", TEACHING, "order", "teaching_need"],
        ["ЧГ; МГ", "чг мг", None, "practices", "aspect"],
        ["Туризм", "туризм", None, "plan", "aspect"],
    ]
    assert asked["candidates"].iloc[2] == ("PED-FG-01", "PED-FG-02")
    assert all(len(own) <= 3 for own in asked["candidates"])

"""Rules of «ТЗ-2 Заказ»: ranks, aspects, numbers of people."""

from collections.abc import Callable

import pandas as pd

from rules.aspect_noise import is_reference
from rules.cells import show
from rules.cleaning import key
from rules.district import District
from rules.findings import frame, merge
from rules.orders import BLOCKS, Block, bases
from rules.rulebook import rule
from rules.tables import Hit, findings
from rules.unresolved import nearest_words

ASPECT_ADVICE = (
    "Выберите аспект из списка или попросите координатора добавить его в Справочник. "
    "Пока строка не входит в рейтинг"
)

RESULTS_ADVICE = "Назовите их, как в Справочнике, если они там есть."

NOTHING = frozenset(
    {"", "нет", "не имеем", "не требуется", "не нужно", "отсутствует", "отсутствуют"}
)
"""Texts (as keys) that say plainly that there is no aspect: nobody need mend them."""


def _of_block(district: District, block: Block) -> pd.DataFrame:
    lines = district.lines
    return lines[lines["block"] == block.field]


def _by_outcome(district: District, rule_id: str, severity: str, outcome: str, message: str
                ) -> pd.DataFrame:  # fmt: skip
    table = district.tables["order"]
    found = []
    for block in BLOCKS.values():
        own = _of_block(district, block)
        rows = pd.Index(own.loc[own["outcome"] == outcome, "source"].unique())
        found.append(findings(rule_id, severity, table, Hit(rows, block.field, message,
                                                            (block.field,))))  # fmt: skip
    return merge(found)


@rule(
    "order.unknown_aspect",
    "Аспект есть в Справочнике",
    "question",
    "cell",
    "не проверяется",
)
def unknown_aspects(district: District) -> pd.DataFrame:
    """Ask about texts that are not surely an aspect, naming those that are near."""
    table, found = district.tables["order"], []
    for block in BLOCKS.values():
        own = _of_block(district, block)
        asked = own[own["outcome"] == "ask"].drop_duplicates("source").set_index("source")
        near = nearest_words(asked["candidates"], district.catalogue)
        message = pd.Series(
            [f"Не ясно, какой это аспект Справочника.{text} {ASPECT_ADVICE}." for text in near],
            asked.index,
            dtype=object,
        )
        hit = Hit(asked.index, block.field, message, (block.field,))
        found.append(findings("order.unknown_aspect", "question", table, hit))
    return merge(found)


@rule(
    "order.other_process",
    "Аспект стоит в блоке своего процесса",
    "error",
    "cell",
    "не проверяется",
)
def foreign_aspects(district: District) -> pd.DataFrame:
    """Find aspects of the other process."""
    message = (
        "Это аспект другого процесса: перенесите его из педагогического блока в управленческий "
        "или наоборот. Пока строка не входит в рейтинг."
    )
    return _by_outcome(district, "order.other_process", "error", "foreign", message)


@rule("order.reference", "Аспект назван словами", "error", "cell", "не проверяется")
def references(district: District) -> pd.DataFrame:
    """Find cells that point elsewhere («см. выше»)."""
    message = f"Вместо аспекта стоит отсылка. {ASPECT_ADVICE}."
    return _without_answer(district, "order.reference", "error", is_reference, message)


@rule("order.no_answer", "Вместо аспекта не написано ничего лишнего", "advice", "cell",
      "не проверяется")  # fmt: skip
def texts_without_an_aspect(district: District) -> pd.DataFrame:
    """Advise about texts that are no answer («уточним позже», «???») and do not plainly say so."""
    message = "Это не аспект: назовите его или очистите ячейку. Строка никуда не входит."
    return _without_answer(
        district,
        "order.no_answer",
        "advice",
        lambda text: key(text) not in NOTHING and not is_reference(text),
        message,
    )


def _without_answer(
    district: District, rule_id: str, severity: str, is_meant: Callable[[str], bool], message: str
) -> pd.DataFrame:
    table, found = district.tables["order"], []
    for block in BLOCKS.values():
        own = _of_block(district, block)
        own = own[(own["outcome"] == "none") & own["text"].map(is_meant).astype(bool)]
        hit = Hit(pd.Index(own["source"].unique()), block.field, message, (block.field,))
        found.append(findings(rule_id, severity, table, hit))
    return merge(found)


@rule("order.repeated", "Аспект стоит в блоке один раз", "question", "tab", "не проверяется")
def repeated_aspects(district: District) -> pd.DataFrame:
    """Ask about an aspect that stands twice in one block; the better place counts."""
    table, found = district.tables["order"], []
    for block in BLOCKS.values():
        own = _of_block(district, block).dropna(subset=["aspect", "rank"])
        own = own.sort_values(["org", "rank"], kind="stable")
        again = own[own.duplicated(["org", "aspect"])].drop_duplicates("source")
        first = own.drop_duplicates(["org", "aspect"]).set_index(["org", "aspect"])["rank"]
        places = [first.loc[pair] for pair in zip(again["org"], again["aspect"], strict=True)]
        rows = pd.Index(again["source"])
        message = [
            f"Этот аспект уже стоит в блоке на месте {place}: оставьте одну строку. "
            "В рейтинг вошло лучшее место."
            for place in places
        ]
        hit = Hit(rows, block.field, pd.Series(message, index=rows, dtype=object), (block.field,))
        found.append(findings("order.repeated", "question", table, hit))
    return merge(found)


@rule("order.gap", "Места в блоке идут подряд", "question", "tab", "не проверяется")
def gaps_in_ranks(district: District) -> pd.DataFrame:
    """Ask about a place that was left out: 1, 2, 4. Equal places may be followed either way.

    The blocks share the column of places: a row is told once. Where a place could not be read
    nothing is asked, since that is told already.
    """
    table = district.tables["order"]
    blocks = [_gaps(_of_block(district, block)) for block in BLOCKS.values()]
    gaps = pd.concat(blocks).drop_duplicates("source").set_index("source")
    message = pd.Series(
        [
            f"Место {rank} стоит там, где по порядку должно быть {int(wanted)}: проверьте №, "
            "не пропущено ли место."
            for rank, wanted in zip(gaps["rank"], gaps["wanted"], strict=True)
        ],
        index=gaps.index,
        dtype=object,
    )
    hit = Hit(gaps.index, "rank", message, ("rank", *BLOCKS))
    return findings("order.gap", "question", table, hit)


def _gaps(lines: pd.DataFrame) -> pd.DataFrame:
    """Give the first line of each ОО that comes after a gap, with the place `wanted` there."""
    unread = lines.loc[lines["rank"].isna(), "org"]
    own = lines[~lines["org"].isin(unread)].drop_duplicates("source")
    by_org = own.groupby("org")["rank"]
    dense, lowest = by_org.rank(method="dense"), by_org.rank(method="min")
    wrong = own.assign(wanted=lowest)[(own["rank"] != dense) & (own["rank"] != lowest)]
    return wrong.sort_values(["org", "rank"], kind="stable").drop_duplicates("org")


@rule(
    "order.need_and_offer",
    "ОО не просит поддержки там, где готова учить",
    "question",
    "tab",
    "не проверяется",
)
def needed_and_offered(district: District) -> pd.DataFrame:
    """Ask about an aspect that one ОО both needs and offers."""
    table, lines, found = district.tables["order"], district.lines, []
    named = lines.dropna(subset=["aspect"])
    for need in (block for block in BLOCKS.values() if block.side == "need"):
        offer = next(b for b in BLOCKS.values() if b.side == "offer" and b.process == need.process)
        offered = set(
            named.loc[named["block"] == offer.field, ["org", "aspect"]].itertuples(index=False)
        )
        own = named[named["block"] == need.field]
        both = [
            pair in offered for pair in own[["org", "aspect"]].itertuples(index=False, name=None)
        ]
        rows = pd.Index(own.loc[both, "source"].unique())
        message = (
            "По этому аспекту вы и просите поддержки, и готовы представить практику: оставьте "
            "что-то одно или поясните."
        )
        hit = Hit(rows, need.field, message, (need.field, "rank"), compared=offer.title)
        found.append(findings("order.need_and_offer", "question", table, hit))
    return merge(found)


@rule(
    "order.people_over_base",
    "Количество не больше числа педагогов (управленцев) организации",
    "error",
    "cross-tab",
    "не проверено, если числа нет в «Кадрах»",
)
def people_over_base(district: District) -> pd.DataFrame:
    """Find counts above the number of teachers or managers; undecided without that number."""
    table, found = district.tables["order"], []
    for block in BLOCKS.values():
        typed = table.values[table.values[block.people].notna()]
        base = bases(district.people, block).reindex(typed["org"]).set_axis(typed.index)
        whose = "педагогов" if block.process == "педагогический" else "управленцев"
        over = typed.index[(typed[block.people] > base).fillna(False).astype(bool)]
        message = f"Больше, чем {whose} в организации по «Кадрам»: исправьте количество."
        hit = Hit(over, block.people, message, (block.people,), compared=base.loc[over].astype(str))
        found.append(findings("order.people_over_base", "error", table, hit))
        blind = typed[base.isna()].drop_duplicates("org").index
        message = f"Не с чем сверить количество: в «Кадрах» нет числа {whose}."
        hit = Hit(blind, block.people, message, (), value="", undecided=True)
        found.append(findings("order.people_over_base", "error", table, hit))
    return merge(found)


@rule(
    "order.people_without_aspect",
    "Количество стоит рядом с аспектом",
    "error",
    "row",
    "не проверяется",
)
def people_without_aspect(district: District) -> pd.DataFrame:
    """Find counts beside which no aspect stands."""
    table, found = district.tables["order"], []
    for block in BLOCKS.values():
        values = table.values
        rows = values.index[values[block.people].notna() & values[block.field].isna()]
        message = "Количество есть, а аспекта рядом нет: впишите аспект или уберите количество."
        hit = Hit(rows, block.people, message, (block.people, block.field))
        found.append(findings("order.people_without_aspect", "error", table, hit))
    return merge(found)


@rule(
    "order.offer_without_practice",
    "К аспекту, который ОО готова представить, описана практика",
    "advice",
    "cross-tab",
    "не проверяется, пока «Практики» пусты",
)
def offers_without_practice(district: District) -> pd.DataFrame:
    """Advise to describe a practice for each aspect that is offered."""
    table, practices = district.tables["order"], district.practices
    known = set(zip(practices["org"], practices["aspect_id"], strict=True))
    filled = set(practices["org"])
    found = []
    for block in (block for block in BLOCKS.values() if block.side == "offer"):
        own = _of_block(district, block).dropna(subset=["aspect"])
        own = own[own["org"].isin(filled)]
        bare = [
            pair not in known for pair in own[["org", "aspect"]].itertuples(index=False, name=None)
        ]
        rows = pd.Index(own.loc[bare, "source"].unique())
        message = "Вы готовы представить этот аспект: опишите практику во вкладке «Практики»."
        found.append(findings("order.offer_without_practice", "advice", table,
                              Hit(rows, block.field, message, (block.field,))))  # fmt: skip
    return merge(found)


@rule(
    "practices.not_offered",
    "Практика относится к аспекту, который ОО готова представить",
    "advice",
    "cross-tab",
    "не проверяется, пока «ТЗ-2 Заказ» пуст",
)
def practices_not_offered(district: District) -> pd.DataFrame:
    """Advise about practices whose aspect the ОО does not offer."""
    table, practices = district.tables["practices"], district.practices
    offers = district.lines[district.lines["block"].isin(["teaching_offer", "management_offer"])]
    offered = set(zip(offers["org"], offers["aspect"], strict=True))
    ordered = practices[practices["org"].isin(set(district.lines["org"]))]
    known = ordered.dropna(subset=["aspect_id"])
    lone = [
        pair not in offered
        for pair in known[["org", "aspect_id"]].itertuples(index=False, name=None)
    ]
    message = (
        "Этого аспекта нет среди тех, что вы готовы представить в «ТЗ-2 Заказ»: добавьте его туда."
    )
    hit = Hit(known.index[lone], "aspect", message, ("aspect",))
    return findings("practices.not_offered", "advice", table, hit)


@rule(
    "practices.unknown_aspect",
    "Аспект практики есть в Справочнике",
    "question",
    "cell",
    "не проверяется",
)
def practices_of_unknown_aspects(district: District) -> pd.DataFrame:
    """Ask about practices whose aspect is none of the catalogue."""
    table, practices = district.tables["practices"], district.practices
    rows = practices.index[practices["aspect"].notna() & practices["aspect_id"].isna()]
    near = nearest_words(practices.loc[rows, "candidates"], district.catalogue)
    advice = "Выберите один аспект из списка, иначе практику не найдут."
    said = [f"Не ясно, какой это аспект Справочника.{text} {advice}" for text in near]
    message = pd.Series(said, rows, dtype=object)
    return findings(
        "practices.unknown_aspect", "question", table, Hit(rows, "aspect", message, ("aspect",))
    )


@rule(
    "results.unknown_aspect",
    "Аспекты «ТЗ-1 Результаты» есть в Справочнике",
    "advice",
    "cell",
    "не проверяется",
)
def results_of_unknown_aspects(district: District) -> pd.DataFrame:
    """Advise about lines of the matrix that are no aspect: they count, but lead to no practice."""
    mentions, table = district.mentions, district.tables["results"]
    unknown = mentions[mentions["outcome"] == "ask"]
    found = []
    for (actor, side), own in unknown.groupby(["actor", "side"], sort=False):
        texts = own.groupby("source", sort=False)["text"].agg(lambda lines: "; ".join(lines))
        said = own.groupby("source", sort=False)["candidates"].agg(
            lambda ids: tuple(dict.fromkeys(one for own in ids for one in own))[:3]
        )
        near = nearest_words(said, district.catalogue)
        message = pd.Series(
            [f"Не ясно, какие это аспекты Справочника.{text} {RESULTS_ADVICE}" for text in near],
            texts.index,
            dtype=object,
        )
        value = texts.map(show)
        hit = Hit(texts.index, f"{actor}_{side}", message, (f"{actor}_{side}",), value=value)
        found.append(findings("results.unknown_aspect", "advice", table, hit))
    return merge(found) if found else frame()

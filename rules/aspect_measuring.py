"""How well typed lines are recognised, measured on lines whose aspects people have told."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rules.aspects import PROCESSES, Catalogue, Recognised, recognise

Verdict = Literal["right", "wrong", "asked", "missed", "lost"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "asked", "missed", "lost")
"""Sure and right; sure and wrong; asked, the right one among the candidates; asked without it;
taken for no answer though it is one."""

NEW, AMBIGUOUS, SEVERAL, NO_ANSWER = "NEW", "AMBIG", "MULTI", "NOISE"
"""Labels that are no id: no aspect of the catalogue, any of several, all of several, no answer."""


class Labelled(NamedTuple):
    """A line with what it means.

    `block` is the process of the block it stood in, or anything else where that is not known;
    `label` an id or one of the labels above; `alternatives` the ids of «AMBIG» and «MULTI».
    """

    text: str
    block: str
    label: str
    kind: str
    alternatives: tuple[str, ...] = ()


class Count(NamedTuple):
    """So many lines of a kind came out so."""

    kind: str
    lines: int
    verdicts: tuple[int, ...]


class Figures(NamedTuple):
    """Shares of lines, None where there is nothing to divide by.

    `wrong` of all lines; `right` of those with one right aspect; `among` the right one among the
    candidates, of those of them that are asked; `both` all aspects of «MULTI» found, as the ids
    of a sure outcome or among the candidates; `lost` taken for no answer, of those that are one.
    """

    wrong: float | None
    right: float | None
    among: float | None
    both: float | None
    lost: float | None


def recognise_lines(lines: Iterable[Labelled], catalogue: Catalogue) -> list[Recognised]:
    """Recognise each line where it stood."""
    return [
        recognise(line.text, line.block if line.block in PROCESSES else None, catalogue)
        for line in lines
    ]


def judge(line: Labelled, found: Recognised) -> Verdict:
    """Tell how the outcome of a line compares with its label."""
    if found.outcome == "none":
        return "right" if line.label == NO_ANSWER else "lost"
    if found.outcome == "sure":
        return "right" if _wanted(line) == frozenset(found.aspects) else "wrong"
    return "asked" if _is_among(line, found.candidates) else "missed"


def _wanted(line: Labelled) -> frozenset[str] | None:
    """Give the ids that are right when sure; None where nothing is."""
    if line.label == SEVERAL:
        return frozenset(line.alternatives)
    return None if line.label in (NEW, AMBIGUOUS, NO_ANSWER) else frozenset({line.label})


def _is_among(line: Labelled, candidates: Sequence[str]) -> bool:
    """Tell whether the coordinator who is asked finds the right answer among the candidates."""
    if line.label == AMBIGUOUS:
        return len(set(line.alternatives) & set(candidates)) >= min(2, len(line.alternatives))
    wanted = _wanted(line)
    return wanted is None or wanted <= set(candidates)


def count_by_kind(lines: Sequence[Labelled], verdicts: Sequence[Verdict]) -> list[Count]:
    """Count the verdicts by kind, in the order of the kinds."""
    pairs = list(zip(lines, verdicts, strict=True))
    kinds = dict.fromkeys(line.kind for line in lines)
    return [_count(kind, [v for line, v in pairs if line.kind == kind]) for kind in sorted(kinds)]


def _count(kind: str, verdicts: Sequence[Verdict]) -> Count:
    return Count(kind, len(verdicts), tuple(verdicts.count(one) for one in VERDICTS))


def figures(lines: Sequence[Labelled], verdicts: Sequence[Verdict]) -> Figures:
    """Give the shares by which a way of recognising is judged."""
    pairs = list(zip(lines, verdicts, strict=True))
    special = (NEW, AMBIGUOUS, SEVERAL, NO_ANSWER)
    single = [verdict for line, verdict in pairs if line.label not in special]
    asked = [verdict for verdict in single if verdict in ("asked", "missed")]
    several = [verdict for line, verdict in pairs if line.label == SEVERAL]
    answers = [verdict for line, verdict in pairs if line.label != NO_ANSWER]
    return Figures(
        wrong=_share(verdicts, "wrong"),
        right=_share(single, "right"),
        among=_share(asked, "asked"),
        both=_share(several, "right", "asked"),
        lost=_share(answers, "lost"),
    )


def _share(verdicts: Sequence[Verdict], *wanted: Verdict) -> float | None:
    return sum(one in wanted for one in verdicts) / len(verdicts) if verdicts else None

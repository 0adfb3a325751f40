"""Abbreviations opened at first use."""

import pytest

from docgen.abbreviations import first_uses, unopened
from tests.docgen.test_agreement import all_text, made

# a text, what it leaves unopened
TEXTS = [
    ("Образовательные организации (далее – ОО) и ОО", []),
    ("Коэффициент качества (КК) вырос: КК 0,8", []),
    ("ОО района и образовательные организации (далее – ОО)", ["ОО"]),
    ("План составлен по планам ОО на 1 марта", ["ОО"]),
    ("ШНОР и дети с ОВЗ в ОО", ["ШНОР", "ОВЗ", "ОО"]),
    ("МБУ «Ермаковский ИМЦ», РОО, ОО-лагерь", []),
    ("ОО", ["ОО"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "left"), TEXTS)
def test_texts(text, left):
    """One is opened by «далее –» or by brackets; names in quotes and longer words are left out."""
    assert unopened([text]) == left


def test_a_later_paragraph_opens_nothing_before_it():
    """First use decides; the order of what is left is that of use."""
    assert unopened(["КК и ОО", "коэффициент качества (КК)"]) == ["КК", "ОО"]
    assert unopened(["коэффициент качества (КК)", "КК"]) == []


def test_the_agreement_opens_what_it_uses():
    """«образовательные организации (далее – ОО)» stands before the first «ОО»."""
    text = all_text(made())
    assert first_uses(text) == {"ОО": True}

"""The documentation says what the program does."""

import re
from pathlib import Path

import pytest

from rules.cleaning import key
from rules.forms import FormError, parse_form
from rules.report import all_rules
from rules.rulebook import RULES
from sync import __version__
from sync.reference import PAGES
from sync.resources import FORMS, forms, read_text

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", list(PAGES))
def test_pages_of_reference_are_up_to_date(name):
    """docs/rules.md and docs/forms.md are what `make docs` makes of the rules and forms."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_changelog_tells_this_version():
    """The changelog has a section for the version of the program."""
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_links_of_the_readme_lead_somewhere():
    """Every file that README and CONTRIBUTING link to is there."""
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (ROOT / target).exists(), (page, target)


def test_rule_ids_and_sentences():
    """Ids are unique, dotted and English; sentences are Russian, without a full stop."""
    rules = all_rules(forms())
    ids = [rule.id for rule in rules]
    assert len(set(ids)) == len(ids) > len(RULES)
    for rule in rules:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", rule.id)
        assert re.match("[А-ЯЁ«0-9]", rule.sentence)
        assert not rule.sentence.endswith(".")


def test_titles_of_a_form_name_one_field_each():
    """No title or alias is claimed by two fields under one upper header."""
    for form in forms().values():
        claimed: dict[tuple[str, str], str] = {}
        for field in form.fields:
            for text in {key(field.title), *map(key, field.aliases)}:
                owner = claimed.setdefault((field.group, text), field.name)
                assert owner == field.name, (form.name, text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("name: staffing", "nome: staffing"), "a mapping with a name"),
        (("layout: table", "layout: tabel"), "tabel"),
        (("type: date", "type: data"), "data"),
        (("primaryKey: [date]", "primaryKey: [day]"), "primaryKey"),
        (("    example: 22", "    exampel: 22"), "exampel"),
        (("- name: first", "- name: total"), "names that differ"),
        (("severity: question", "severity: doubt"), "doubt"),
        (("+ highest = total", "+ higest = total"), "higest"),
    ],
)
def test_slips_in_a_form_are_explained(change, words):
    """A slip in a form is refused with its name."""
    text = read_text("forms", "staffing.yaml")
    assert change[0] in text
    with pytest.raises((FormError, ValueError), match=words):
        parse_form(text.replace(*change))


def test_all_forms_are_known():
    """Every file of templates/forms is a form of the program, and the reverse."""
    files = {path.stem for path in (ROOT / "templates" / "forms").glob("*.yaml")}
    assert files == set(FORMS)


def test_every_rule_has_tests():
    """Each rule id stands in a test somewhere."""
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    untested = [rule.id for rule in all_rules(forms()) if f'"{rule.id}"' not in tests]
    assert untested == []

"""The documentation says what the program does."""

import ast
import re
from pathlib import Path

import pytest

from rules.cleaning import key
from rules.forms import FormError, parse_form
from rules.monitoring import CRITERIA
from rules.report import all_rules
from rules.rulebook import RULES
from sync import __version__
from sync.documents import KINDS
from sync.folder import SUMMARY
from sync.reference import PAGES
from sync.resources import FORMS, forms, forms_of, read_text
from sync.workbooks import read_book
from tests.sync.people import found, go

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


# Sections of the project's passport and how many lines each of them has.
PASSPORT = {
    "Техническое задание": 6,
    "Перечень мероприятий": 8,
    "Мониторинг реализации проекта": 6,
    "Бюджет": 2,
    "Риски": 3,
}


def test_every_line_of_the_passport_has_its_place(tmp_path):
    """docs/passport.md has every line; each names only tabs, rules, settings, documents we have."""
    go(found(tmp_path / "район", 4))
    summary = read_book((tmp_path / "район" / SUMMARY).read_bytes(), SUMMARY)
    known = {
        *(grid.title for grid in summary),
        *(form.title for form in forms().values()),
        *(rule.id for rule in all_rules(forms())),
        *(field.title for field in forms()["settings"].fields),
        *(kind.title for kind in KINDS.values()),
    }
    page = (ROOT / "docs" / "passport.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    for title, number in PASSPORT.items():
        rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", sections[title], re.MULTILINE)
        assert [int(row[0]) for row in rows] == list(range(1, number + 1)), title
        for _, what, where in rows:
            named = re.findall(r"`([^`]+)`", where)
            assert named, what
            assert set(named) <= known, set(named) - known


def test_the_passport_page_names_all_criteria_and_risks():
    """No criterion of the monitoring and no field of the deadlines is left out of the page."""
    page = (ROOT / "docs" / "passport.md").read_text(encoding="utf-8")
    for criterion in CRITERIA.values():
        assert f"`{forms()['settings'].field(criterion.deadline).title}`" in page
    for form in forms_of("organisation").values():
        if form.yearly:
            assert f"`{form.title}`" in page


def test_the_page_of_google_quotes_our_messages():
    """Each message that docs/google.md explains is one that the program says."""
    page = (ROOT / "docs" / "google.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", page.split("## What messages mean")[1], re.M)
    sources = [*(ROOT / "sync").rglob("*.py"), *(ROOT / "rules").rglob("*.py")]
    said = "\n".join(
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ).replace("\u00a0", " ")
    quoted = [piece.strip() for row in rows[1:] for piece in row.split("…") if piece.strip()]
    assert len(quoted) > 15
    assert [one for one in quoted if one.casefold() not in said.casefold()] == []

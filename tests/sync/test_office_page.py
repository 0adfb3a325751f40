"""The page of the whole demo in a browser: for everybody, on a phone, without the network."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sync.publication import PAGE
from tests.sync.people import found, go

pytestmark = pytest.mark.office

HERE = Path(__file__).parents[1] / "browser"
NODE = Path(sys.prefix) / "node"
"""Where `make test-office` installs what looks at the page."""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of the demo as a pass leaves it."""
    folder = found(tmp_path_factory.mktemp("page") / "район", 29)
    go(folder)
    return folder / PAGE


@pytest.fixture(scope="module")
def seen(page, tmp_path_factory):
    """What a browser sees at two widths, light and dark, and without a script; what use does."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    pictures = tmp_path_factory.mktemp("pictures")
    command = ["node", str(HERE / "look.cjs"), str(NODE), str(page), str(browser), str(pictures)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert len(list(pictures.glob("*.png"))) == 5
    return json.loads(done.stdout)


def test_axe_finds_no_violation(seen):
    """With every part unfolded, at 360 and 1280 pixels, light, dark and without a script."""
    assert {(one["width"], one["scheme"], one["script"]) for one in seen["looks"]} == {
        (360, "light", True), (360, "dark", True), (1280, "light", True), (1280, "dark", True),
        (360, "light", False),
    }  # fmt: skip
    for one in seen["looks"]:
        assert one["passes"] > 40
        assert one["violations"] == []


def test_nothing_but_the_page_is_asked_for(seen, page):
    """Offline it works without an error, and nothing sticks out of the screen."""
    for one in seen["looks"]:
        assert one["asked"] == [page.resolve().as_uri()]
        assert one["errors"] == []
        assert one["overflow"] <= 0
        assert one["filters"] == (2 if one["script"] else 0)


def test_the_map_is_filtered_and_sorted(seen):
    """By process, by words, by ОО; by a header with the keyboard alone."""
    use = seen["use"]
    assert 0 < len(use["process"]) < len(use["all"])
    assert {row[1] for row in use["process"]} == {"управленческий"}
    assert use["count"] == f"Показано: {len(use['process'])} из {len(use['all'])}"
    assert use["nothing"] == []
    assert [row[0] for row in use["words"]] == ["Формирование читательской грамотности обучающихся"]
    assert 0 < len(use["org"]) < len(use["all"])
    offers = [int(row[3]) for row in use["sorted"]]
    assert offers == sorted(offers, reverse=True)
    assert use["sort"] == [None, None, None, "descending", None, None]
    assert use["first"] == "skip"


def test_html_validate_finds_no_error(page):
    """The page keeps to the HTML standard."""
    validate = NODE / "node_modules" / ".bin" / "html-validate"
    command = [str(validate), "--preset", "recommended", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

"""The wheel: what is in it, and that it runs in an environment that holds nothing else."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("sync", "rules", "docgen", "templates")
TOP_FILES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
LITTER = (
    "credentials.json",
    "templates/credentials.json",
    "sync/credentials.json",
    "templates/documents/~$agreement.docx",
    "templates/demo/.~lock.table.ods#",
)
"""What lies about in a working folder and must not be handed to anybody."""

DEMO_LIMIT = 300
"""Seconds that the demo may take before the test gives up."""

pytestmark = pytest.mark.xdist_group("package")  # one worker builds, the others go on


@dataclass(frozen=True)
class Environment:
    """A virtual environment with the wheel and what the wheel asks for."""

    folder: Path
    site: Path

    def run(self, *command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in `folder`, away from the sources."""
        dropped = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
        return subprocess.run(
            [self.folder / "bin" / command[0], *command[1:]],
            cwd=folder,
            env={key: value for key, value in os.environ.items() if key not in dropped},
            capture_output=True,
            encoding="utf-8",
            timeout=DEMO_LIMIT,
            check=False,
        )


def copy_of_the_sources(target: Path) -> Path:
    """Copy what a build looks at: the rooms, the tests and the files at the top."""
    for room in (*ROOMS, "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, target / room, ignore=ignored)
    for name in TOP_FILES:
        shutil.copy(ROOT / name, target / name)
    return target


def build(sources: Path, kind: str, target: Path) -> Path:
    """Build a `kind` («wheel», «sdist») from `sources` and give its file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return build(copy_of_the_sources(folder / "sources"), "wheel", folder / "built")


@pytest.fixture(scope="module")
def in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def littered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give sources as they come without git: no .gitignore, and secrets and locks in them."""
    sources = copy_of_the_sources(tmp_path_factory.mktemp("littered") / "sources")
    (sources / ".gitignore").unlink()
    for name in LITTER:
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return sources


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install the wheel in an empty environment; what it asks for is lent by this one.

    Nothing is loaded from the network, and nothing but the requirements of the wheel and
    theirs is lent: what is imported without being required is missed there.
    """
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.EnvBuilder(with_pip=False, symlinks=True).create(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (site,) = folder.glob("lib/python*/site-packages")
    (ours,) = importlib.metadata.distributions(name="vzaimo", path=[str(site)])
    for distribution in required(ours):
        lend(distribution, site)
    return Environment(folder, site)


def required(root: importlib.metadata.Distribution) -> Iterator[importlib.metadata.Distribution]:
    """Give all that `root` requires and what that requires, from the environment of the test."""
    waiting = [(root, "")]
    seen: set[tuple[str, str]] = set()
    while waiting:
        owner, extra = waiting.pop()
        for requirement in map(Requirement, owner.requires or ()):
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            for wanted in ("", *requirement.extras):
                name = canonicalize_name(requirement.name)
                if (name, wanted) not in seen:
                    seen.add((name, wanted))
                    found = importlib.metadata.distribution(name)
                    waiting.append((found, wanted))
                    yield found


def lend(distribution: importlib.metadata.Distribution, site: Path) -> None:
    """Link the top folders and modules of an installed distribution into `site`."""
    tops = {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}
    for top in sorted(tops):
        link = site / top
        if not link.is_symlink():
            link.symlink_to(Path(str(distribution.locate_file(top))).resolve())


def test_the_wheel_holds_the_rooms_and_no_more(in_wheel: set[str]) -> None:
    """At the top of the wheel stand the four rooms and its metadata: no tests, no tools."""
    tops = {name.split("/")[0] for name in in_wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)
    assert len(tops) == len(ROOMS) + 1
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in in_wheel)


def test_the_wheel_holds_all_that_stands_in_the_rooms(in_wheel: set[str]) -> None:
    """Every module, form, document and file of the demo is in the wheel; none is ignored."""
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    passing = ("~$", ".", "credentials.json")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if "__pycache__" not in path.parts and not path.name.startswith(passing)
    }
    assert wanted - in_wheel == set()


@pytest.mark.parametrize(
    ("folder", "ending"),
    [("templates/forms/", ".yaml"), ("templates/documents/", ".docx"), ("templates/demo/", "")],
)
def test_the_wheel_holds_what_people_may_change(
    in_wheel: set[str], folder: str, ending: str
) -> None:
    """Forms, documents and the source of the demo travel with the program."""
    assert [name for name in in_wheel if name.startswith(folder) and name.endswith(ending)]


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_no_secret_and_no_lock_is_packed(littered: Path, tmp_path: Path, kind: str) -> None:
    """Keys and files of open documents stay out of what is built, even without a .gitignore."""
    built = build(littered, kind, tmp_path)
    if kind == "wheel":
        with zipfile.ZipFile(built) as archive:
            packed = archive.namelist()
    else:
        with tarfile.open(built) as tar:
            packed = tar.getnames()
    assert any(name.endswith("templates/forms/staffing.yaml") for name in packed)
    assert [name for name in packed if name.endswith(LITTER)] == []


def test_the_wheel_runs_by_itself(environment: Environment, tmp_path: Path) -> None:
    """The installed program makes the demo in an empty folder and writes the summary there."""
    done = environment.run("vzaimo", "demo", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "demo" / "Свод.xlsx").is_file()


def test_the_program_comes_from_the_wheel(environment: Environment, tmp_path: Path) -> None:
    """All rooms are those of the wheel, not those of the sources."""
    code = "; ".join([f"import {', '.join(ROOMS)}", *(f"print({r}.__file__)" for r in ROOMS)])
    done = environment.run("python", "-c", code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    places = [Path(line).parent for line in done.stdout.splitlines()]
    assert places == [environment.site / room for room in ROOMS]


def test_a_folder_called_templates_takes_no_place(environment: Environment, tmp_path: Path) -> None:
    """In a folder that has a `templates/` of its own the program still finds its own forms."""
    (tmp_path / "templates").mkdir()
    code = "import templates, sync.resources as r; print(templates.__file__, len(r.forms()))"
    done = environment.run("python", "-c", code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    place, count = done.stdout.rsplit(maxsplit=1)
    assert Path(place).parent == environment.site / "templates"
    assert int(count) > 0

"""What the store remembers for itself between passes: files of Drive, when all was last read.

Nothing is lost with it: the files are found again by their names, and all books are read.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

FILE = "google.json"


class Kept(NamedTuple):
    """A document in Drive: its file, the digest of what was uploaded last, its address."""

    id: str = ""
    digest: str = ""
    link: str = ""


@dataclass(slots=True)
class Memory:
    """What is remembered: the `documents` in Drive by name.

    `since_sweep` counts the passes since all books were read whatever Drive said.
    """

    path: Path
    documents: dict[str, Kept] = field(default_factory=dict)
    since_sweep: int = 0

    def save(self) -> None:
        """Write it, whole or not at all."""
        new = self.path.with_name(f".{self.path.name}.new")
        told = {name: value for name, value in asdict(self).items() if name != "path"}
        new.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        new.replace(self.path)


def remembered(folder: Path) -> Memory:
    """Read the memory in the folder of the state; an empty one where there is none to read."""
    folder.mkdir(parents=True, exist_ok=True)
    memory = Memory(folder / FILE)
    with suppress(OSError, ValueError, TypeError, AttributeError):
        told = json.loads(memory.path.read_text(encoding="utf-8"))
        memory.documents = {name: Kept(*one) for name, one in told["documents"].items()}
        memory.since_sweep = int(told["since_sweep"])
    return memory

"""PDF of documents, made by LibreOffice where it is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60
"""For one document; a long one takes five."""


class NoPdf(Exception):
    """The PDF cannot be made; the text says in Russian why."""


def make_pdf(files: Sequence[Path]) -> list[Path]:
    """Make a PDF beside each of `files`; NoPdf where LibreOffice is not there or fails."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise NoPdf(
            "PDF не сделан: на этом компьютере нет LibreOffice. Установите его или сохраните "
            "документ как PDF в Word."
        )
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            program, f"-env:UserInstallation={Path(scratch, 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", scratch, *map(str, files),
        ]  # fmt: skip
        try:
            subprocess.run(
                command, capture_output=True, timeout=SECONDS * (1 + len(files)), check=True
            )
            return [_moved(Path(scratch), file) for file in files]
        except (subprocess.SubprocessError, OSError) as error:
            raise NoPdf("PDF не сделан: LibreOffice не справился с документами.") from error


def _moved(scratch: Path, file: Path) -> Path:
    made = file.with_suffix(".pdf")
    shutil.move(scratch / made.name, made)
    return made

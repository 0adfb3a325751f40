"""What calamine does not show of a sheet: formulas, errors, and how far its cells reach.

A plain sheet of .xlsx is told from others by one search of its bytes (some 0.04 ms). Only
one that is not plain is parsed, by expat and not by openpyxl: it takes a fifth of the time, it
does not stumble over styles it does not know, and it tells where each cell stands in the bytes.

Cells far away are cut out before calamine sees them: it takes memory for the whole rectangle
from the first filled cell to the last one, and ends the program when it gets none.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from rules.grid import place
from sync.package_guard import DAMAGED, DOCTYPE, refuse

UNUSUAL = re.compile(
    rb'<c(?! r="(?:'
    rb'[A-Z]{1,2}+[0-9]{1,4}+"(?: s="[0-9]++")?+(?: t="(?:s|n|str|b|inlineStr)")?+'
    rb"(?:/>|></c>|><v>|><is>)"
    rb'|[A-Z]{1,3}+[0-9]{1,7}+"(?: s="[0-9]++")?+/>))'
)
"""A cell that is not as Excel, LibreOffice, Google and openpyxl write a value in a small table;
an empty one may stand anywhere: calamine drops it. Possessive, for speed."""

END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData\s*>")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
PREFIXED = re.compile(rb":[cf][\s/>]")
ADDRESS = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")
LONGEST_ERROR = 40
LARGEST_ODS = 5_000_000
STATED_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"'](\d+)")


@dataclass(slots=True)
class Scan:
    """What a closer look at one sheet found.

    `errors`, `formulas` and `uncached` as in a Grid; `data` is the sheet's XML without the cells
    beyond the limits; `truncated` tells that one of those was filled.
    """

    data: bytes
    errors: dict[int, str] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    uncached: set[int] = field(default_factory=set)
    truncated: bool = False


def is_plain(data: bytes) -> bool:
    """Tell whether a sheet's XML holds neither formulas nor errors nor cells far away."""
    start, end = data.find(b"<sheetData"), data.rfind(b"</sheetData")
    if b":sheetData" in data:
        return False
    if end < 0:
        return data.startswith(b"<sheetData/>", start)
    if UNUSUAL.search(data, start, end):
        return False
    return data.find(b":", start, end) < 0 or not PREFIXED.search(data, start, end)


def scan(data: bytes, rows: int, columns: int) -> Scan:
    """Parse a sheet's XML, within the first `rows` and `columns`. Raises UnreadableBook."""
    looking = _Looking(data, rows, columns)
    _parse(looking.parser, data)
    looking.found.data = looking.kept()
    return looking.found


class _Enough(Exception):
    """The rest of a sheet need not be parsed."""


class _Looking:
    """The handlers of one scan and where it stands.

    Cells without an address are counted as calamine counts them.
    """

    def __init__(self, data: bytes, rows: int, columns: int) -> None:
        self.data, self.rows, self.columns = data, rows, columns
        self.found = Scan(b"")
        self.parser = _parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.row = self.column = 0
        self.at: tuple[int, int] | None = None
        self.kind = self.text = ""
        self.formula = self.valued = False
        self.pieces: list[bytes] = []
        self.kept_from = 0
        self.cut_from = -1
        self.cut_over = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self.cut_over:
            self.resume()
        name = name.rpartition(":")[2]
        if name == "c":
            self.start_cell(attributes)
        elif name == "row" and (number := attributes.get("r", "")).isdecimal():
            self.row = int(number) - 1
            if self.row >= self.rows:
                self.cut_rest()
        elif self.at is not None:
            self.formula |= name == "f"
            self.valued |= name in ("v", "is")
            if name == "v":
                self.parser.CharacterDataHandler = self.take_text

    def start_cell(self, attributes: dict[str, str]) -> None:
        """Note a cell's place, and where its bytes begin if it is to be cut out."""
        address = ADDRESS.fullmatch(attributes.get("r", ""))
        row = self.row
        if address is not None:
            row, self.column = int(address[2]) - 1, _column(address[1])
        elif "r" in attributes:
            raise refuse(DAMAGED)
        self.at = row, self.column
        self.kind = attributes.get("t", "")
        self.text = ""
        self.formula = self.valued = False
        if row >= self.rows or self.column >= self.columns:
            self.cut_from = self.parser.CurrentByteIndex

    def take_text(self, text: str) -> None:
        """Take a piece of a value."""
        self.text += text

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self.cut_over:
            self.resume()
        name = name.rpartition(":")[2]
        if name == "c" and self.at is not None:
            self.end_cell(*self.at)
            self.at = None
            self.column += 1
        elif name == "row":
            self.row += 1
            self.column = 0
        elif name == "v":
            self.parser.CharacterDataHandler = None

    def end_cell(self, row: int, column: int) -> None:
        """Note what a whole cell holds."""
        if self.cut_from >= 0:
            self.found.truncated |= self.valued
            self.cut_over = True
            return
        spot = place(row, column)
        if self.kind == "e":
            self.found.errors[spot] = self.text[:LONGEST_ERROR] or "#ERROR!"
        if self.formula:
            self.found.formulas.add(spot)
            # a formula that gave an empty text has an empty value of the kind «str»
            if not self.text and self.kind != "e" and not (self.kind == "str" and self.valued):
                self.found.uncached.add(spot)

    def resume(self) -> None:
        """End a cut at the first thing that stands after the cell."""
        self.pieces.append(self.data[self.kept_from : self.cut_from])
        self.kept_from = self.parser.CurrentByteIndex
        self.cut_from, self.cut_over = -1, False

    def cut_rest(self) -> None:
        """Cut out this row and all that follow: formatted rows may go on for a million."""
        begin = self.parser.CurrentByteIndex
        ends = [found.start() for found in END_OF_ROWS.finditer(self.data, begin)]
        if not ends:
            raise refuse(DAMAGED)
        self.pieces.append(self.data[self.kept_from : begin])
        self.kept_from = ends[-1]
        self.found.truncated |= VALUE.search(self.data, begin, ends[-1]) is not None
        raise _Enough

    def kept(self) -> bytes:
        """Give the XML without what was cut out."""
        return b"".join((*self.pieces, self.data[self.kept_from :])) if self.pieces else self.data


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _parser() -> expat.XMLParserType:
    """Make a parser that refuses a document type wherever it stands."""

    def stop(*_: object) -> None:
        raise refuse(DOCTYPE)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = stop
    return parser


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except _Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise refuse(DAMAGED) from error


# --- the rest of a package --------------------------------------------------------------------


def guard_counts(parts: Mapping[str, bytes]) -> None:
    """Refuse a stated number of texts that cannot be: calamine takes memory for it at once."""
    texts = (data for name, data in parts.items() if name.lower().endswith("sharedstrings.xml"))
    for data in texts:
        for count in STATED_COUNT.findall(data):
            if len(count) > 9 or int(count) > max(len(data), 10_000):
                raise refuse(DAMAGED)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Map the title of each sheet of an .xlsx to the name of its part."""
    names = {name.lower(): name for name in parts}
    book = names["xl/workbook.xml"] if "xl/workbook.xml" in names else _main_part(parts)
    folder, file = posixpath.split(book)
    links = _links(parts[names[f"{folder}/_rels/{file}.rels".lower()]], folder)
    sheets = (row for name, row in _elements(parts[book]) if name == "sheet")
    places = ((row.get("name", ""), links.get(_identity(row), "").lower()) for row in sheets)
    return {title: names[part] for title, part in places if part in names}


def _main_part(parts: Mapping[str, bytes]) -> str:
    for name, row in _elements(parts["_rels/.rels"]):
        if name == "Relationship" and row.get("Type", "").endswith("/officeDocument"):
            return row["Target"].lstrip("/")
    raise refuse(DAMAGED)


def _links(data: bytes, folder: str) -> dict[str, str]:
    return {
        row.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, row["Target"]))[1:]
        for name, row in _elements(data)
        if name == "Relationship" and "Target" in row
    }


def _identity(row: Mapping[str, str]) -> str:
    return next((value for key, value in row.items() if key.endswith(":id")), "")


def _elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, row: found.append((name.rpartition(":")[2], row))
    _parse(parser, data)
    return found


def ods_area(data: bytes) -> int:
    """Give the number of cells that a reader must make of an .ods's content.xml, at the most.

    Repeated cells and rows are counted as often as they are repeated, empty ones at the end of
    a row or of a sheet not at all: so LibreOffice writes a table in a sheet of a million rows.
    """
    counter = _OdsArea()
    _parse(counter.parser, data)
    return counter.total


class _OdsArea:
    """The handlers that count the cells of an .ods."""

    def __init__(self) -> None:
        self.total = 0
        self.parser = _parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.rows = self.row = self.last = self.width = 0
        self.columns = self.pending = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = name.rpartition(":")[2]
        if name == "table":
            self.rows = self.last = self.width = 0
        elif name == "table-row":
            self.row = _times(attributes, "number-rows-repeated")
            self.columns = self.pending = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.columns += self.pending
            self.total += self.pending
            self.pending = _times(attributes, "number-columns-repeated")
            if any(key.endswith((":value-type", ":formula")) for key in attributes):
                self.fill()
        elif name == "p":
            self.fill()
        elif name == "s":  # so many spaces
            self.total += _times(attributes, ":c")

    def fill(self) -> None:
        """Note that the cell just begun holds something."""
        self.last = self.rows + self.row
        self.width = max(self.width, self.columns + self.pending)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        name = name.rpartition(":")[2]
        if name == "table-row":
            self.rows += self.row
        elif name == "table":
            self.total += self.last * self.width


def _times(attributes: Mapping[str, str], what: str) -> int:
    number = next((value for key, value in attributes.items() if key.endswith(what)), "1")
    return int(number[:15]) if number.isdecimal() else 1

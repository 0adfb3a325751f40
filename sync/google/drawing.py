"""The worker's tabs drawn into a spreadsheet: the requests of one atomic batchUpdate.

Only what is not as wanted is touched. A tab of the worker's is found by its developer metadata,
whatever people called it or wherever they moved it; tabs of people are never touched.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from rules.findings import digest
from sync.google.canvas import Canvas, lay_out
from sync.google.charts import add_charts
from sync.google.differences import all_values, differing_values
from sync.google.formats import colour
from sync.google.painting import dimensions, hide_lines, linked_tabs, paint
from sync.google.placing import Placing, add_sheet
from sync.google.rectangles import rectangles
from sync.google.row_plan import Step
from sync.google.sheets import GUARD_KEY, Sheet, Spreadsheet, grid_range
from sync.google.standing import Moves, moves
from sync.looks import TAB_COLOURS
from sync.tabs import Tab

Request = dict[str, Any]

PROTECTION = "Эту вкладку ведёт программа «Взаимо». Пишите только в жёлтых ячейках."
SPARE_ROWS, SPARE_COLUMNS = 100, 2
"""Room in a new tab that people fill, beside what its form lays out."""


def draw_requests(
    tabs: Sequence[Tab],
    standing: Spreadsheet,
    *,
    remove: Collection[str] = (),
    editors: Sequence[str] = (),
) -> list[Request]:
    """Give the requests that make the worker's `tabs` stand in the spreadsheet, none if they do.

    `remove` are titles of tabs of the worker's that are wanted no more; `editors` the accounts
    that may write where people may not.
    """
    placing = Placing([tab.title for tab in tabs], standing, remove)
    canvases = {tab.title: lay_out(tab) for tab in tabs}
    sizes = {title: (canvas.rows, canvas.columns) for title, canvas in canvases.items()}
    requests = list(placing.requests(sizes))
    for title, canvas in canvases.items():
        drawing = _Drawing(canvas, placing.ids, placing.new, canvases, editors)
        sheet = placing.sheets.get(title)
        requests += drawing.new() if sheet is None else drawing.again(sheet)
    return guarded([*requests, *placing.removals()], standing)


def draw_new_tabs(
    tabs: Sequence[Tab], standing: Spreadsheet, *, editors: Sequence[str] = ()
) -> list[Request]:
    """Give the requests that add tabs behind all others, as far as none is called so yet.

    They are people's from then on: nothing tells that the worker made them.
    """
    taken = {title.casefold() for _, title in standing.order}
    canvases = {tab.title: lay_out(tab) for tab in tabs if tab.title.casefold() not in taken}
    ids = Placing(list(canvases), standing).ids
    requests: list[Request] = []
    for index, (title, canvas) in enumerate(canvases.items(), start=len(standing.order)):
        spare = (SPARE_ROWS, SPARE_COLUMNS) if canvas.tab.open else (0, 0)
        size = (canvas.rows + spare[0], canvas.columns + spare[1])
        requests.append(add_sheet(ids[title], title, index, size))
        requests += _Drawing(canvas, ids, list(canvases), canvases, editors).new()
    return guarded(requests, standing)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One tab being drawn: the ids of all tabs, which of them are new, how they are laid out."""

    canvas: Canvas
    ids: Mapping[str, int]
    new_tabs: Sequence[str]
    canvases: Mapping[str, Canvas]
    editors: Sequence[str]

    @property
    def sheet(self) -> int:
        """The id of its sheet."""
        return self.ids[self.canvas.tab.title]

    def new(self) -> Iterator[Request]:
        """Draw the tab into a sheet that has just been added."""
        yield from all_values(self.canvas, self.sheet)
        yield from self._finished()

    def again(self, standing: Sheet) -> Iterator[Request]:
        """Draw the tab where it stands, if anything there is not as wanted."""
        plan = moves(standing, self.canvas)
        values = list(differing_values(self.canvas, standing, plan))
        if plan.stay and not values and not self._is_off(standing):
            return
        keep_filter = plan.stay and standing.filtered == self.canvas.filtered
        yield from self._cleared(standing)
        if standing.filtered is not None and not keep_filter:
            yield {"clearBasicFilter": {"sheetId": standing.id}}
        yield from _moved(standing.id, "COLUMNS", plan.columns.steps, standing.column_count)
        yield from _moved(standing.id, "ROWS", plan.rows.steps, standing.row_count)
        yield from values
        yield from self._shown(plan)
        yield from self._finished(keep_filter)

    def _is_off(self, standing: Sheet) -> bool:
        """Tell whether something besides values and lines is not as it was drawn."""
        tab, canvas = self.canvas.tab, self.canvas
        referred = linked_tabs(canvas) | {one.tab for chart in tab.charts for one in chart.series}
        return (
            set(standing.grid.merged) != set(canvas.merges)
            or standing.conditions != len(canvas.conditions)
            or len(standing.charts) != len(self._charts())
            or standing.filtered != canvas.filtered
            or sorted(standing.groups) != sorted(canvas.groups)
            or (standing.frozen_rows, standing.frozen_columns)
            != (canvas.frozen, tab.frozen_columns)
            or bool(standing.protected) != self._is_protected
            or not referred.isdisjoint(self.new_tabs)
        )

    @property
    def _is_protected(self) -> bool:
        return self.canvas.tab.protected and not self.canvas.tab.open

    def _charts(self) -> list[Request]:
        tabs = {title: canvas.tab for title, canvas in self.canvases.items()}
        return list(add_charts(self.canvas.tab, tabs, self.ids, self.canvas.columns))

    def _cleared(self, standing: Sheet) -> Iterator[Request]:
        """Take off what would hinder lines from moving, and what is drawn anew."""
        sheet = standing.id
        if standing.grid.merged:
            yield {"unmergeCells": {"range": grid_range(sheet)}}
        for first, last, _ in sorted(standing.groups, key=lambda group: -group[2]):
            yield {"deleteDimensionGroup": {"range": dimensions(sheet, "ROWS", first, last)}}
        if standing.frozen_rows or standing.frozen_columns:
            yield _settings(sheet, frozenRowCount=0, frozenColumnCount=0)
        for number in standing.protected:
            yield {"deleteProtectedRange": {"protectedRangeId": number}}
        for _ in range(standing.conditions):
            yield {"deleteConditionalFormatRule": {"sheetId": sheet, "index": 0}}
        for number in standing.charts:
            yield {"deleteEmbeddedObject": {"objectId": number}}

    def _shown(self, plan: Moves) -> Iterator[Request]:
        """Show the wanted rows, hide retired rows and columns."""
        canvas = self.canvas
        yield hide_lines(self.sheet, "ROWS", 0, canvas.rows - 1, hidden=False)
        for kind, first, retired in (
            ("ROWS", canvas.rows, plan.rows.retired),
            ("COLUMNS", canvas.columns, plan.columns.retired),
        ):
            if retired:
                yield hide_lines(self.sheet, kind, first, first + len(retired) - 1, hidden=True)

    def _finished(self, keep_filter: bool = False) -> Iterator[Request]:
        """Draw all but values and lines; what somebody filters by may be kept."""
        canvas, tab, sheet = self.canvas, self.canvas.tab, self.sheet
        yield from paint(canvas, sheet, self.ids)
        yield _settings(
            sheet,
            colour(TAB_COLOURS[tab.colour]) if tab.colour in TAB_COLOURS else None,
            frozenRowCount=canvas.frozen,
            frozenColumnCount=tab.frozen_columns,
            hideGridlines=True,
        )
        if canvas.filtered and not keep_filter:
            found = {"range": grid_range(sheet, canvas.filtered)}
            yield {"setBasicFilter": {"filter": found}}
        for first, last, depth in canvas.groups:
            span = dimensions(sheet, "ROWS", first, last)
            yield {"addDimensionGroup": {"range": span}}
            group = {"range": span, "depth": depth, "collapsed": True}
            yield {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}}
        if self._is_protected:
            yield self._protection()
        yield from self._charts()

    def _protection(self) -> Request:
        canvas = self.canvas
        typed = [
            [canvas.is_typed(row, column) or None for column in range(canvas.columns)]
            for row in range(canvas.rows)
        ]
        free = [*(area for area, _ in rectangles(typed)), *canvas.free]
        protected: Request = {
            "range": grid_range(self.sheet),
            "description": PROTECTION,
            "warningOnly": False,
            "unprotectedRanges": [grid_range(self.sheet, area) for area in free],
        }
        if self.editors:
            protected["editors"] = {"users": list(self.editors)}
        return {"addProtectedRange": {"protectedRange": protected}}


def _settings(sheet: int, tab_colour: Request | None = None, **grid: Any) -> Request:
    properties: Request = {"sheetId": sheet, "gridProperties": grid}
    fields = [f"gridProperties.{name}" for name in grid]
    if "hideGridlines" in grid:
        fields.append("tabColorStyle")
        properties |= {"tabColorStyle": tab_colour} if tab_colour else {}
    return {"updateSheetProperties": {"properties": properties, "fields": ",".join(fields)}}


def _moved(sheet: int, kind: str, steps: Sequence[Step], count: int) -> Iterator[Request]:
    """Give the requests of steps on `count` rows or columns."""
    for step in steps:
        span = dimensions(sheet, kind, step.at, step.at + step.count - 1)
        if step.what == "move":
            yield {"moveDimension": {"source": span, "destinationIndex": step.to}}
        elif step.what == "delete":
            yield {"deleteDimension": {"range": span}}
            count -= step.count
        else:
            yield _inserted(sheet, kind, span, step, count)
            count += step.count


def _inserted(sheet: int, kind: str, span: Request, step: Step, count: int) -> Request:
    """Insert lines; behind the last one they are appended."""
    if step.at == count:
        appended = {"sheetId": sheet, "dimension": kind, "length": step.count}
        return {"appendDimension": appended}
    return {"insertDimension": {"range": span, "inheritFromBefore": False}}


def guarded(requests: Sequence[Request], standing: Spreadsheet) -> list[Request]:
    """Let a batch fail as a whole when it is applied twice, or after another one.

    It begins by taking the metadata id next after that of the write before, which can be taken
    once only.
    """
    if not requests:
        return []
    number = (standing.guard or crc32(standing.id.encode()) & 0x3FFFFFFF) + 1
    guard = {
        "metadataId": number,
        "metadataKey": GUARD_KEY,
        "metadataValue": digest(requests),
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    begun: list[Request] = [{"createDeveloperMetadata": {"developerMetadata": guard}}]
    if standing.guard:
        found = {"developerMetadataLookup": {"metadataId": standing.guard}}
        begun.append({"deleteDeveloperMetadata": {"dataFilter": found}})
    return [*begun, *requests]

"""The page What Moved: how revenue went from the compared snapshot to now, who moved from where to where, and why.

Figures that add up are formulas; clients and causes are counted over the table Movement. The charts stand beside the
cells that they draw.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentbook.model.arr_bridge import CLOSING, OPENING
from segmentbook.report import look
from segmentbook.report.matrix_block import HALF, put_matrix
from segmentbook.report.money import money_scale
from segmentbook.report.movement_sheets import BRIDGE_KEY, MOVEMENT_KEY, RETENTION_FORMAT, RETENTION_KEY, moved_words
from segmentbook.report.page import COLUMN_WIDTH, Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import CellRange, Chart, Print, SheetSpec
from segmentbook.report.tables import HEADER_ROW, long_date
from segmentbook.report.tiles import Tile, put_tiles

if TYPE_CHECKING:
    from segmentbook.model.changes import Changes, Moves
    from segmentbook.model.segmentation import Segmentation

__all__ = ["MOST_MONTHS", "MOVED_KEY", "MovedPlaces", "moved_places", "what_moved"]

MOVED_KEY = "What Moved"
"""Key and name of the sheet."""

LEFT = 2
PANEL = LEFT + HALF + 1
RIGHT = PANEL + HALF - 1
_TITLE, _SUBTITLE, _TILES, _BODY = 2, 3, 5, 9
_ROW, _THIN = 15.0, 6.0
_HEIGHTS = {1: _THIN, _TITLE: 27.0, _SUBTITLE: _ROW, 4: _THIN, _TILES: _ROW, _TILES + 1: 27.0, _TILES + 2: 13.5, 8: 9.0}

_HEAD = look.NOTE.but(horizontal="right", vertical="center", bottom=look.HAIRLINE)
_HEAD_LEFT = _HEAD.but(horizontal="left")
_CAUSES = ("Data", "Policy", "Override", "Peers", "Not known")
_ASPECTS = ("Status", "Segment", "Health Band", "Tier")
_SPLIT = ("By Date", "Edited", "Policy", "Not Known")
_PARTS = 7  # opening, five parts, closing
_LARGEST = 12
"""So many moves are named on the page; all of them stand in the table Movement."""
_MOST_CAUSES = 20
MOST_MONTHS = 24
"""So many months of bands are shown and drawn."""


@dataclass(frozen=True, slots=True)
class MovedPlaces:
    """Where the page has what its charts draw, and room for them; None for what is not shown.

    ``bridge_labels`` and ``bridge_arr`` are the seven rows from Opening to Closing, ARR signed. ``band_months`` are the
    months, ``band_counts`` one column a band with the header row above ``band_months.top``.
    """

    bridge_labels: CellRange
    bridge_arr: CellRange
    bridge_chart: CellRange
    band_months: CellRange | None
    band_counts: CellRange | None
    bands_chart: CellRange | None


def moved_places(changes: Changes) -> MovedPlaces | None:
    """Where things stand; None where there is nothing to compare."""
    if changes.moves is None:
        return None
    rows = _Rows.of(changes)
    first = rows.bridge + 2
    label, arr = LEFT, LEFT + _BRIDGE_AT["ARR"]
    months = CellRange(rows.bands + 2, LEFT, rows.bands + 1 + rows.months, LEFT)
    bands = len(changes.bands.columns) - 2
    wide = _band_span(bands)
    return MovedPlaces(
        CellRange(first, label, first + _PARTS - 1, label),
        CellRange(first, arr, first + _PARTS - 1, arr),
        CellRange(rows.bridge, PANEL, rows.causes + len(_CAUSES) + 2, RIGHT),
        months if rows.months > 1 else None,
        CellRange(months.top, LEFT + 4, months.bottom, LEFT + 4 + wide * bands - 1) if rows.months > 1 else None,
        CellRange(rows.bands, PANEL, rows.bands + 16, RIGHT) if rows.months > 1 else None,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The first row of each block, and of what comes below all of them."""

    bridge: int
    causes: int
    largest: int
    segments: int
    matrix_rows: tuple[int, int]
    health: int
    bands: int
    months: int
    end: int

    @classmethod
    def of(cls, changes: Changes) -> _Rows:
        moves = changes.moves
        listed = 0 if moves is None else len(_largest(moves))
        sizes = [0 if one is None else len(one.rows) + 4 for one in (moves.segments, moves.bands)] if moves else [0, 0]
        bridge = _BODY
        causes = bridge + _PARTS + 3
        largest = causes + len(_CAUSES) + 4
        segments = largest + (listed + 3 if listed else 0)
        health = segments + sizes[0]
        bands = health + sizes[1]
        months = min(len(changes.bands), MOST_MONTHS)
        return cls(bridge, causes, largest, segments, (sizes[0], sizes[1]), health, bands, months, bands + 18)


_BRIDGE_AT = {"Part": 0, "Clients": 6, "ARR": 9, "By Date": 14, "Edited": 19, "Policy": 24, "Not Known": 28}
_BRIDGE_SPAN = {"Part": 6, "Clients": 3, "ARR": 5, "By Date": 5, "Edited": 5, "Policy": 4, "Not Known": 4}


def what_moved(
    segmentation: Segmentation, names: Names, generated_by: str = "", charts: tuple[Chart, ...] = ()
) -> SheetSpec:
    """The page; before there is anything to compare, a sentence that says when there will be.

    Parameters
    ----------
    segmentation
        The book, with its ``changes``.
    names
        What our sheets and tables are called.
    generated_by
        Name and version of what made the book.
    charts
        Drawn over the places of `moved_places`.
    """
    changes = segmentation.changes
    moves = changes.moves if changes is not None else None
    page = Page(heights=dict(_HEIGHTS))
    page.put(_TITLE, LEFT, "What moved", look.TITLE, span=HALF)
    as_of = look.TITLE.but(bold=False, horizontal="right", colour=look.MUTED)
    page.put(_TITLE, PANEL, long_date(segmentation.inputs.settings.as_of), as_of, span=HALF)
    page.put(_SUBTITLE, LEFT, moved_words(segmentation, moves), look.SUBTITLE, span=2 * HALF - 14)
    maker = look.SUBTITLE.but(size=9, horizontal="right")
    page.put(_SUBTITLE, RIGHT - 13, f"Prepared with {generated_by}" if generated_by else "", maker, span=14)
    bottom = _SUBTITLE + 2
    if changes is not None and moves is not None:
        rows = _Rows.of(changes)
        _put_tiles(page, segmentation, changes, moves, names)
        _put_bridge(page, rows.bridge, segmentation, moves)
        _put_causes(page, rows.causes, moves, names)
        _put_largest(page, rows.largest, moves, names)
        _put_matrices(page, rows, segmentation, moves)
        bottom = _put_bands(page, rows, changes)
    for row in range(_BODY, bottom + 1):
        page.heights.setdefault(row, _ROW)
    made_by = generated_by.replace("&", "&&")
    return SheetSpec(
        MOVED_KEY,
        names.sheet(MOVED_KEY),
        look.TAB_PRESENTATION,
        cells=page.cells,
        merges=tuple(page.merges),
        widths=dict.fromkeys(range(1, RIGHT + 2), COLUMN_WIDTH),
        heights=page.heights,
        charts=charts if moves is not None else (),
        gridlines=False,
        headings=False,
        print=Print(fit_height=1, area=CellRange(1, 1, bottom, RIGHT + 1), footer=f"&L&8{made_by}&R&8&A"),
    )


def _put_tiles(page: Page, segmentation: Segmentation, changes: Changes, moves: Moves, names: Names) -> None:
    """Who moved, what ARR came to, and what of last year's revenue is left."""
    bridge = moves.arr_bridge.set_index("Part")["ARR"]
    opening, closing = float(bridge[OPENING]), float(bridge[CLOSING])
    scale = money_scale([opening, closing])
    unit = scale.unit(segmentation.inputs.settings.base_currency)
    first = _BODY + 2
    arr = [cell_name(row, LEFT + _BRIDGE_AT["ARR"]) for row in (first, first + _PARTS - 1)]
    movement = link_to(names.sheet(MOVEMENT_KEY), cell_name(HEADER_ROW, 1))
    months = link_to(names.sheet(BRIDGE_KEY), cell_name(HEADER_ROW, 1))
    tiles = [
        Tile("Clients that moved", moves.movement.movers, "", look.COUNT, f"since {long_date(moves.then)}", movement),
        Tile(f"ARR now ({unit})", closing, arr[1], scale.number_format, "12 x contract MRR", months),
        Tile(f"Change of ARR ({unit})", closing - opening, f"{arr[1]}-{arr[0]}", scale.number_format, "since then"),
    ]
    retained = changes.retention
    if len(retained):
        link = link_to(names.sheet(RETENTION_KEY), cell_name(HEADER_ROW, 1))
        table = names.table(RETENTION_KEY)
        opening, closing = float(retained["Opening MRR"].sum()), float(retained["Closing MRR"].sum())
        lost = float(retained["Contraction"].sum() + retained["Churn"].sum())
        gross = f"1+(SUM({table}[Contraction])+SUM({table}[Churn]))/SUM({table}[Opening MRR])"
        net = f"SUM({table}[Closing MRR])/SUM({table}[Opening MRR])"
        year = "of the clients of 12 months ago"
        tiles += [
            Tile("Gross revenue retention", 1 + lost / opening, gross, RETENTION_FORMAT, year, link),
            Tile("Net revenue retention", closing / opening, net, RETENTION_FORMAT, year, link),
        ]
    put_tiles(page, _TILES, LEFT, RIGHT, tiles)


def _put_bridge(page: Page, row: int, segmentation: Segmentation, moves: Moves) -> None:
    """Opening, the five parts and closing: ARR, and what moved it."""
    frame = moves.arr_bridge
    figures = frame.to_dict("records")
    scale = money_scale([abs(float(value)) for value in frame["ARR"]])
    unit = scale.unit(segmentation.inputs.settings.base_currency)
    page.put(row, LEFT, f"ARR bridge ({unit} a year)", look.BLOCK, span=HALF)
    headers = {"Part": "", "Clients": "Clients", "ARR": "ARR", "By Date": "by date", "Edited": "edited"}
    headers |= {"Policy": "rates, policy", "Not Known": "not known"}
    for header, at in _BRIDGE_AT.items():
        page.put(row + 1, LEFT + at, headers[header], _HEAD if at else _HEAD_LEFT, span=_BRIDGE_SPAN[header])
    first, last = row + 2, row + 1 + _PARTS
    for line, figure in enumerate(figures, first):
        whole = figure["Part"] in (OPENING, CLOSING)
        style = look.BODY.but(bold=whole, top=look.MUTED if line == last else "")
        page.put(line, LEFT, figure["Part"], style, span=_BRIDGE_SPAN["Part"])
        for header in ("Clients", "ARR", *_SPLIT):
            value = figure[header]
            code = look.COUNT if header == "Clients" else scale.number_format
            right = style.but(number_format=_dashed(code), horizontal="right")
            if header == "Clients" and whole:
                right = right.but(colour=look.MUTED)
            formula = ""
            if line == last and header == "ARR":
                column = LEFT + _BRIDGE_AT["ARR"]
                formula = f"SUM({cell_name(first, column)}:{cell_name(last - 1, column)})"
            shown = None if value != value else value
            page.put(line, LEFT + _BRIDGE_AT[header], shown, right, span=_BRIDGE_SPAN[header], formula=formula)


def _put_causes(page: Page, row: int, moves: Moves, names: Names) -> None:
    """How often each kind of cause moved what: counts of the rows of Movement."""
    table, rows = names.table(MOVEMENT_KEY), moves.movement.rows
    link = link_to(names.sheet(MOVEMENT_KEY), cell_name(HEADER_ROW, 1))
    page.put(row, LEFT, "Causes: rows of Movement", look.BLOCK, span=HALF)
    page.put(row + 1, LEFT, "", _HEAD_LEFT, span=8)
    for place, aspect in enumerate(_ASPECTS):
        page.put(row + 1, LEFT + 8 + 6 * place, aspect, _HEAD, span=6)
    for line, cause in enumerate(_CAUSES, row + 2):
        page.put(line, LEFT, cause, look.BODY, span=8)
        for place, aspect in enumerate(_ASPECTS):
            number = int(((rows["What"] == aspect) & (rows["Cause"] == cause)).sum())
            formula = f'COUNTIFS({table}[What],"{aspect}",{table}[Cause],"{cause}")'
            style = look.BODY.but(number_format=_dashed(look.COUNT), horizontal="right")
            page.put(line, LEFT + 8 + 6 * place, number, style, span=6, formula=formula, link=link)


def _put_largest(page: Page, row: int, moves: Moves, names: Names) -> None:
    """The movers of the largest ARR, a line for each thing that moved, with all its causes."""
    lines = _largest(moves)
    if not lines:
        return
    link = link_to(names.sheet(MOVEMENT_KEY), cell_name(HEADER_ROW, 1))
    page.put(row, LEFT, "The largest clients that moved", look.BLOCK, span=HALF)
    style = look.NOTE_LINK.but(horizontal="right")
    page.put(row, PANEL, "all of them, a row a cause: Movement", style, span=HALF, link=link)
    at = {"Client": (0, 9), "What": (9, 5), "From": (14, 7), "To": (21, 7), "Cause": (28, 5)}
    at["Why"] = (33, 2 * HALF + 1 - 33)
    for header, (place, span) in at.items():
        page.put(row + 1, LEFT + place, header, _HEAD_LEFT, span=span)
    for line, found in enumerate(lines, row + 2):
        for header, (place, span) in at.items():
            page.put(line, LEFT + place, found[header], look.NOTE if header == "Why" else look.BODY, span=span)


def _largest(moves: Moves) -> list[dict[Hashable, Any]]:
    """The first moves of Movement; the causes of one move follow each other there."""
    lines: list[dict[Hashable, Any]] = []
    for found in moves.movement.rows.head(_LARGEST * _MOST_CAUSES).to_dict("records"):
        last = lines[-1] if lines else {}
        if (found["Client ID"], found["What"]) != (last.get("Client ID"), last.get("What")):
            lines.append(found)
            continue
        if found["Cause"] not in last["Cause"]:
            last["Cause"] += f", {found['Cause']}"
        last["Why"] = f"{last['Why'].removesuffix('.')}; {found['Why'].partition(': ')[2]}"
    return lines[:_LARGEST]


def _put_matrices(page: Page, rows: _Rows, segmentation: Segmentation, moves: Moves) -> None:
    """Segments and bands: clients at the left, ARR at the right."""
    currency = segmentation.inputs.settings.base_currency
    then = long_date(moves.then)
    for row, matrix, what in ((rows.segments, moves.segments, "segment"), (rows.health, moves.bands, "health band")):
        if matrix is None:
            continue
        put_matrix(page, row, LEFT, f"From {what} ({then}, down) to {what} (now, across): clients", matrix, None)
        scale = money_scale([float(matrix.arr.sum())])
        put_matrix(
            page,
            row,
            PANEL,
            f"The same by ARR ({scale.unit(currency)} a year; of who left, then)",
            matrix,
            scale.number_format,
        )


def _put_bands(page: Page, rows: _Rows, changes: Changes) -> int:
    """Clients in each band by month, where there are months to compare; gives the last row of the page."""
    data = changes.bands.tail(MOST_MONTHS)
    if len(data) < 2:
        return rows.bands
    names = [str(header) for header in data.columns[2:]]
    wide = _band_span(len(names))
    page.put(rows.bands, LEFT, "Clients by health band over time", look.BLOCK, span=HALF)
    page.put(rows.bands + 1, LEFT, "Month", _HEAD_LEFT, span=4)
    for place, name in enumerate(names):
        page.put(rows.bands + 1, LEFT + 4 + wide * place, name, _HEAD, span=wide)
    for line, found in enumerate(data.to_dict("records"), rows.bands + 2):
        page.put(line, LEFT, found["Month"], look.BODY, span=4)
        for place, name in enumerate(names):
            style = look.BODY.but(number_format=look.COUNT, horizontal="right")
            page.put(line, LEFT + 4 + wide * place, int(found[name]), style, span=wide)
    return max(rows.end, rows.bands + 2 + len(data))


def _band_span(bands: int) -> int:
    return max(1, (HALF - 4) // max(bands, 1))


def _dashed(number_format: str) -> str:
    """The format with a dash for nothing, so that what moved is seen."""
    positive, _, negative = number_format.partition(";")
    return f'{positive};{negative or "-" + positive};"-"{"_)" if "_)" in positive else ""}'

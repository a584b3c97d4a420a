"""The inner side of Client Card, outside the printed page: how the client is judged, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence

from segmentbook.model.measures import measure_header
from segmentbook.report import look
from segmentbook.report.client_card_cells import BEHIND, HELPER, Card, Figure, at_cell, plain
from segmentbook.report.client_sheets import SCORES_KEY
from segmentbook.report.page import Page
from segmentbook.report.places import cell_name, link_to
from segmentbook.report.spec import Cell, CellRange, Scalar, Style
from segmentbook.report.stack_sheets import matching_text
from segmentbook.report.tables import HEADER_ROW
from segmentbook.report.tiles import Tile, put_tiles
from segmentbook.schema import MEASURE_SCORES

__all__ = ["PANEL_COLUMNS", "decision_block", "measures_block", "panel_tiles", "sources_block"]

PANEL_COLUMNS = 22
_LABEL = 7
_WHY_ROWS = 5
_ROOM = 8  # measures of one scorecard that are listed

_HEAD = look.NOTE.but(bottom=look.MUTED, vertical="center")
_LINE = look.BODY.but(bottom=look.HAIRLINE)
_NAME = look.NOTE.but(bottom=look.HAIRLINE)
_LEFT = _LINE.but(horizontal="left")
_RIGHT = _LINE.but(horizontal="right")


def panel_tiles(card: Card, row: int, column: int) -> CellRange:
    """Value, effort and health at the top; gives the cell of the health band, which takes the band's colour."""
    currency = card.segmentation.inputs.settings.base_currency
    results = link_to(card.names.sheet("SegmentResults"), cell_name(HEADER_ROW, 1))
    scores = link_to(card.names.sheet(SCORES_KEY), cell_name(HEADER_ROW, 1))
    tiles = []
    for label, header, number_format, note, link in (
        (f"Value ({currency} a month)", "Overall Value", look.MONEY_TILE, "Value Source", results),
        ("Effort score", "Effort Score", look.SCORE, "Segment Name", scores),
        ("Health score", "Health Score", look.SCORE, "Health Band", scores),
    ):
        figure, said = card.result(header), card.result(note)
        tiles.append(Tile(label, figure.value, figure.formula, number_format, str(said.value), link, said.formula))  # type: ignore[arg-type]  # a score or ""
    cells = put_tiles(card.page, row, column, column + PANEL_COLUMNS - 1, tiles)
    letters = cells[-1].rstrip("0123456789")
    place = next(column for _, column in card.page.cells if cell_name(row + 1, column) == f"{letters}{row + 1}")
    return CellRange(row + 2, place, row + 2, column + PANEL_COLUMNS - 1)


def decision_block(card: Card, row: int, column: int) -> int:
    """Segment, tier and dates, with the reason of each in words; gives the next free row."""
    page = card.page
    results = link_to(card.names.sheet("SegmentResults"), cell_name(HEADER_ROW, 1))
    page.put(row, column, "Decision", look.BLOCK, span=PANEL_COLUMNS, link=results)
    money = _LEFT.but(number_format=look.MONEY_TILE)
    day = _LEFT.but(number_format=look.DATE)
    yes = "Cancellation Requested", "Retention Plan"
    row += 1
    page.put(row, column, "Client ID", _NAME, span=_LABEL)
    chosen = str(card.results["Client ID"])
    found = f'INDEX({card.names.table(SCORES_KEY)}[Client ID],{card.behind.scores_row})&""'
    formula = f'IF({card.behind.scores_row}=0,"",{found})'
    page.put(row, column + _LABEL, chosen, _LEFT, span=PANEL_COLUMNS - _LABEL, formula=formula)
    lines: list[tuple[str, Figure, Style]] = [
        ("Segment", self_and(card, "Segment", "Segment Name", ": "), _LEFT),
        ("Health band", self_and(card, "Health Band", "Band Source", ", by "), _LEFT),
        ("Tier", self_and(card, "Tier", "Tier Source", ", by "), _LEFT),
        ("ARR", card.result("ARR"), money),
        ("Value per seat", card.result("Value per Seat"), _LEFT.but(number_format=look.DECIMAL)),
        ("Cost to serve a year", card.result("Cost to Serve"), money),
        ("of its ARR", card.result("Cost Share of ARR"), _LEFT.but(number_format="0.0%")),
        ("Service value a year", card.result("Service Value"), money),
        ("Last interaction", card.result("Last Interaction"), day),
        ("Review overdue", card.result("Review Overdue"), _LEFT),
        *((header.capitalize(), card.result(header), _LEFT) for header in yes),
    ]
    for label, figure, style in lines:
        row += 1
        page.put(row, column, label, _NAME, span=_LABEL)
        page.put(row, column + _LABEL, figure.value, style, span=PANEL_COLUMNS - _LABEL, formula=figure.formula)
    row += 1
    page.put(row, column, "Flags", look.NOTE, span=_LABEL)
    _paragraph(page, CellRange(row, column + _LABEL, row + 1, column + PANEL_COLUMNS - 1), card.result("Flags"))
    row += 2
    _paragraph(page, CellRange(row, column, row + _WHY_ROWS - 1, column + PANEL_COLUMNS - 1), card.result("Why"))
    return row + _WHY_ROWS


def _paragraph(page: Page, area: CellRange, text: Figure) -> None:
    """A text that wraps within some rows."""
    style = look.BODY.but(wrap=True, vertical="top")
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            page.cells[row, column] = Cell(None, style)
    page.cells[area.top, area.left] = Cell(text.value, style, text.formula)
    page.merges.append(area)


def id_place(row: int, column: int) -> tuple[int, int]:
    """Where `decision_block` puts the Client ID."""
    return row + 1, column + _LABEL


def self_and(card: Card, header: str, other: str, between: str) -> Figure:
    """Two texts of SegmentResults in one cell; the second in small letters where it is a source."""
    one, two = str(card.results[header]), str(card.results[other])
    lowered = between == ", by "
    value = f"{one}{between}{two.lower() if lowered else two}" if two else one
    first, second = card.text(header), card.text(other)
    said = f"LOWER({second})" if lowered else second
    return Figure(
        value if card.at >= 0 else "",
        f'IF({card.behind.results_row}=0,"",{first}&IF({second}="","","{between}"&{said}))',
    )


def measures_block(card: Card, which: str, row: int, column: int) -> int:
    """A scorecard measure by measure: its weight, its own score and what it adds; gives the next free row."""
    page, inputs = card.page, card.segmentation.inputs
    measures = inputs.effort_measures if which == "Effort" else inputs.health_measures
    listed = sorted(measures, key=lambda one: -one.weight)
    as_zero = inputs.settings.missing_measures == "Count as zero"
    frame, own_columns = card.segmentation.measures, len(MEASURE_SCORES.headers)
    known = [] if frame is None else list(frame.columns)
    headers, rows = card.grid(SCORES_KEY, len(card.listed.names), own_columns + len(known))
    labels = [measure_header(which, one) for one in listed]
    scores = [plain(frame[label].iloc[card.at]) if frame is not None and card.at >= 0 else "" for label in labels]
    total = card.result(f"{which} Score")
    base = sum(one.weight for one, score in zip(listed, scores, strict=True) if as_zero or score != "")

    head = card.heads(f"{which} measures", "Column", "Weight", "Score", "Adds")
    first, last = head + 2, head + 1 + len(listed)
    weights, shown = (f"{at_cell(first, BEHIND + o)}:{at_cell(last, BEHIND + o)}" for o in (2, 3))
    total_cell = card.helper_at(head, f"{which} score", total.value, total.formula)
    base_formula = f"SUM({weights})" if as_zero else f'SUMPRODUCT({weights}*({shown}<>""))'
    base_cell = card.helper_at(head + 1, "Weight that counts", base, base_formula if listed else "")
    adds: list[Scalar] = []
    for place, (one, label, score) in enumerate(zip(listed, labels, scores, strict=True)):
        here = first + place
        at, weight, own = (at_cell(here, BEHIND + o) for o in (1, 2, 3))
        value = f"INDEX({rows},{card.behind.scores_row},{at})"
        missing = score == "" or total.value == "" or not base
        adds.append("" if missing else one.weight * float(score) / base)  # type: ignore[arg-type]  # a number here
        position = known.index(label) + own_columns + 1 if label in known else 0
        for offset, content, formula in (
            (0, label, ""),
            (1, position, f"IFERROR(MATCH({matching_text(at_cell(here, BEHIND))},{headers},0),0)"),
            (2, one.weight, ""),
            (3, score, f'IF({card.behind.scores_row}*{at}=0,"",IF({value}="","",{value}))'),
            (4, adds[-1], f'IF(OR({own}="",{total_cell}="",{base_cell}=0),"",{weight}*{own}/{base_cell})'),
        ):
            style = look.NOTE if offset == 0 else HELPER.but(number_format=look.SCORE) if offset > 2 else HELPER
            page.put(here, BEHIND + offset, content, style, formula=formula)
    card.next_row = max(last, head + 1) + 1

    link = link_to(card.names.sheet(SCORES_KEY), cell_name(HEADER_ROW, 1))
    page.put(row, column, which, look.BLOCK, span=PANEL_COLUMNS, link=link)
    right = _HEAD.but(horizontal="right")
    for offset, span, label, style in ((0, 10, "Measure", _HEAD), (10, 4, "Weight", right), (14, 4, "Score", right)):
        page.put(row + 1, column + offset, label, style, span=span)
    page.put(row + 1, column + 18, "Adds", right, span=4)
    count = len(listed) if len(listed) <= _ROOM else _ROOM - 1
    score_style = _RIGHT.but(number_format=look.SCORE)
    here = row + 2
    for place in range(count):
        page.put(here, column, listed[place].name, _LINE, span=10)
        page.put(here, column + 10, listed[place].weight, _RIGHT.but(number_format=look.NUMBER), span=4)
        for offset, o, figure in ((14, 3, scores[place]), (18, 4, adds[place])):
            cell = at_cell(first + place, BEHIND + o)
            page.put(here, column + offset, figure, score_style, span=4, formula=cell)
        here += 1
    if count < len(listed):
        rest = len(listed) - count
        page.put(here, column, f"{rest} lighter measures", _LINE, span=10)
        lighter = math.fsum(one.weight for one in listed[count:])
        page.put(here, column + 10, lighter, _RIGHT.but(number_format=look.NUMBER), span=4)
        page.put(here, column + 14, None, _RIGHT, span=4)
        area = f"{at_cell(first + count, BEHIND + 4)}:{at_cell(last, BEHIND + 4)}"
        numbers = [float(one) for one in adds[count:] if isinstance(one, (int, float))]
        value_of: Scalar = math.fsum(numbers) if total.value != "" else ""
        formula = f'IF({total_cell}="","",SUM({area}))'
        page.put(here, column + 18, value_of, score_style, span=4, formula=formula)
        here += 1
    style = look.TOTAL
    coverage = card.result(f"{which} Coverage")
    words = _total_words(which, coverage, total)
    page.put(here, column, words.value, style, span=18, formula=words.formula)
    end = style.but(horizontal="right", number_format=look.SCORE)
    page.put(here, column + 18, total.value, end, span=4, formula=total.formula, link=link)
    return here + 1


def _total_words(which: str, coverage: Figure, total: Figure) -> Figure:
    """Score, or that there is none, and how much of the weight has values."""
    share = f'ROUND(100*{coverage.formula},0)&"%"'
    if coverage.value == "":
        return Figure("", _said(which, coverage.formula, total.formula, share))
    percent = f"{math.floor(100 * float(coverage.value) + 0.5)}%"  # type: ignore[arg-type]  # a number here
    name = f"{which} score" if total.value != "" else f"No {which.lower()} score"
    return Figure(f"{name}, {percent} of the weight", _said(which, coverage.formula, total.formula, share))


def _said(which: str, coverage: str, total: str, share: str) -> str:
    none = f'IF({total}="","No {which.lower()} score","{which} score")'
    return f'IF({coverage}="","",{none}&", "&{share}&" of the weight")'


def sources_block(card: Card, row: int, column: int, places: Sequence[tuple[str, str]]) -> int:
    """Links to the rows that all of it comes from; gives the next free row."""
    if places:
        card.page.put(row, column, "Typed in", look.NOTE, span=4)
        wide = (PANEL_COLUMNS - 4) // max(3, len(places))
        for place, (label, link) in enumerate(places):
            card.page.put(row, column + 4 + place * wide, label, look.NOTE_LINK, span=wide, link=link)
    return row + 1

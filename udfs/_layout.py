"""Which cell of a client's row is which column: by the headers given, else as the template lays out Clients."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import Any

from segmentbook.model.inputs import Measure
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS, Column, defaults, header_key
from udfs._arguments import Cells, is_blank, line_of, refuse
from udfs._errors import ExcelError

__all__ = ["PAIR", "Layout", "layout_of", "template_headers"]

_REMEMBERED = 64
_PAIR = 2


class Layout:
    """The columns of a row by their headers; a column of Clients also by its aliases.

    Parameters
    ----------
    headers
        As typed; of two equal ones the first counts.
    """

    def __init__(self, headers: Cells) -> None:
        typed = [cell if isinstance(cell, str) else "" for cell in headers]
        self.width = len(typed)
        places: dict[str, int] = {}
        for position, header in enumerate(typed):
            key = header_key(header)
            if key:
                places.setdefault(key, position)
        found = CLIENTS.match(typed)
        places |= {header_key(header): position for header, position in found.items()}
        self._columns = {position: CLIENTS[header] for header, position in found.items()}
        self._places = places
        self.client = self.place("Client")
        self.client_id = self.place("Client ID")
        self.segment_value = self.place("Segment Value")
        self.overall_value = self.place("Overall Value")
        self.contract_mrr = self.place("Contract MRR")
        self.employees = self.place("Employees")
        self.effort_score = self.place("Effort Score")
        self.health_score = self.place("Health Score")
        self.client_since = self.place("Client Since")
        self.churned_on = self.place("Churned On")
        # a row that a refresh has written says itself whether the client is current, and whether there is a score
        self.is_result = all(header_key(h) in places for h in ("Overall Value", "Effort Coverage", "Segment", "Status"))
        self.status = self.place("Status") if self.is_result else None
        self.value_source = self.place("Value Source") if self.is_result else None
        self.coverage = {
            self.effort_score: self.place("Effort Coverage") if self.is_result else None,
            self.health_score: self.place("Health Coverage") if self.is_result else None,
        }
        self.plans: OrderedDict[int, tuple[Sequence[Measure], Any]] = OrderedDict()

    def column(self, position: int) -> Column | None:
        """The column of Clients that stands at a position; None for one of the user's own."""
        return self._columns.get(position)

    def place(self, header: str) -> int | None:
        """Position of a column; None where the row has it not."""
        return self._places.get(header_key(header))


@cache
def template_headers() -> tuple[str, ...]:
    """The headers of Clients in the template: the schema's, then a column for each default measure that needs one.

    Examples
    --------
    >>> template_headers()[0], template_headers()[len(CLIENTS.headers)]
    ('Client', 'Tickets per Seat')
    """
    known = {header_key(header) for header in (*CLIENTS.headers, *SEGMENT_RESULTS.headers)}
    extra: dict[str, str] = {}
    for measure in (*defaults.EFFORT_MEASURES, *defaults.HEALTH_MEASURES):
        if header_key(measure.column) not in known:
            extra.setdefault(header_key(measure.column), measure.column)
    return (*CLIENTS.headers, *extra.values())


PAIR = Layout(("Overall Value", "Effort Score"))
"""A row of two cells without headers: a value and an effort score."""

_layouts: OrderedDict[tuple[object, ...], Layout] = OrderedDict()


@cache
def _template() -> Layout:
    return Layout(template_headers())


def layout_of(headers: object, width: int) -> Layout:
    """The layout of a row of ``width`` cells; #VALUE! where the headers, or the template's columns, are not as many."""
    if headers is None or (not isinstance(headers, (list, tuple)) and is_blank(headers)):
        if width == _PAIR:
            return PAIR
        layout = _template()
    else:
        layout = _known(tuple(line_of(headers)))
    if layout.width != width:
        raise refuse(ExcelError.VALUE)
    return layout


def _known(headers: tuple[object, ...]) -> Layout:
    try:
        layout = _layouts.get(headers)
    except TypeError:  # something that is no cell
        raise refuse(ExcelError.VALUE) from None
    if layout is None:
        layout = _layouts[headers] = Layout(headers)
        if len(_layouts) > _REMEMBERED:
            _layouts.popitem(last=False)
    return layout

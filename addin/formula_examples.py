"""Worked examples of every formula, about the template's sample; their values are computed, never typed.

``python -m addin.formula_examples`` writes them, with their values, as data for the sheet Formulas of the template
(segmentbook/report/formula_examples.py); docs/formulas.md shows the same. Tests prove both current.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from addin.sample_values import Sample, Value
from udfs import ExcelError

__all__ = ["EXAMPLES", "PATH", "Example", "in_words", "module", "sample", "worked"]

PATH = Path("segmentbook") / "report" / "formula_examples.py"
"""Where the examples stand as data, in the repository."""

_ON = "DATE(2026,6,30)"
_BOOK = f"ValueCut,EffortCut,EffortMeasures[#All],Segments[#All],Contracts[#All],{_ON},Rates[#All]"

# {Clients: Acme} stands for the cells of that client's row.
EXAMPLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "SEGMENT": (
        (
            "=SEGMENT({{12400,61.5}})",
            "The shortest form: a value a month and an effort score. Without cuts, 5,000 and 50 hold.",
        ),
        (
            f"=SEGMENT({{Clients: Halvorsen}},Clients[#Headers],{_BOOK})",
            "One client as it was typed: its value comes from its contracts, its effort from its measures, the cuts "
            "are those of this workbook. In a column beside the table, write Clients[@] for its cells.",
        ),
        (
            "=SEGMENT({SegmentResults: Halvorsen},SegmentResults[#Headers],20000,30)",
            "What if? A result row has its value and effort already; here both cuts are others than the book's.",
        ),
    ),
    "SEGMENTWHY": (
        ("=SEGMENTWHY({{12400,61.5}})", "The same decision in words: which side of each cut."),
        (
            f"=SEGMENTWHY({{Clients: O'Brien}},Clients[#Headers],{_BOOK})",
            "One client as it was typed: also where the value comes from, and what counts most in the effort.",
        ),
    ),
    "SEGMENTTABLE": (
        (
            f"=SEGMENTTABLE(Clients[#All],Contracts[#All],EffortMeasures[#All],HealthMeasures[#All],HealthBands[#All],"
            f"Segments[#All],{_ON},ValueCut,EffortCut,Rates[#All])",
            "All clients at once, spilled below and beside the cell with a header row: one formula for the whole book.",
        ),
        (
            f"=INDEX(SEGMENTTABLE(Clients[#All],Contracts[#All],,,,,{_ON},,,Rates[#All]),3,6)",
            "One cell of it: the segment of the second client. What is left out is as in the template.",
        ),
    ),
    "OVERALLVALUE": (
        (
            f"=OVERALLVALUE({{Clients: Brightmoor}},Clients[#Headers],Contracts[#All],{_ON},Rates[#All])",
            "What the client is worth a month: its Segment Value where one is typed, else its contracts.",
        ),
    ),
    "VALUEPERSEAT": (
        (
            f"=VALUEPERSEAT({{Clients: Brightmoor}},Clients[#Headers],Contracts[#All],{_ON},Rates[#All])",
            "The same for each of its employees.",
        ),
    ),
    "CONTRACTMRR": (
        (
            f'=CONTRACTMRR("Halvorsen Precision Castings",Contracts[#All],{_ON},Rates[#All])',
            "The contract lines that count on that day, as MrrLedger lists them, in the base currency.",
        ),
        (
            '=CONTRACTMRR("Halvorsen Precision Castings",Contracts[#All],DATE(2024,12,31),Rates[#All])',
            "Any past day gives that day's figure.",
        ),
    ),
    "TECHDEBT": (
        (
            f'=TECHDEBT("Brightmoor Family Clinics",Assets[#All],{_ON})',
            "Equipment past its End of Life, or within 12 months of it: replacement cost times quantity.",
        ),
        (
            f'=TECHDEBT("Brightmoor Family Clinics",Assets[#All],{_ON},0)',
            "Only what is past it.",
        ),
    ),
    "EFFORTSCORE": (
        (
            "=EFFORTSCORE({Clients: Brightmoor},Clients[#Headers],EffortMeasures[#All])",
            "The weighted effort measures of the row, 0-100. A blank measure's weight goes to the others.",
        ),
    ),
    "HEALTHSCORE": (
        (
            "=HEALTHSCORE({Clients: Brightmoor},Clients[#Headers],HealthMeasures[#All])",
            "The same by the health measures.",
        ),
    ),
    "HEALTHBAND": (
        ("=HEALTHBAND(75,HealthBands[#All])", "A score equal to a band's minimum is in that band ..."),
        ("=HEALTHBAND(74.9,HealthBands[#All])", "... and just below it in the one below."),
    ),
    "TIER": (("=TIER(90000,Tiers[#All])", "The service tier by Minimum ARR: the first whose minimum is reached."),),
    "TIERS": (
        (
            "=TIERS(SegmentResults[ARR],Tiers[#All])",
            "The tiers of a whole column by its share of all ARR, spilled: one cell for each account.",
        ),
        ("=INDEX(TIERS(SegmentResults[ARR],Tiers[#All]),1,1)", "One cell of it: the first account."),
    ),
    "SERVICECOST": (("=SERVICECOST(640,4)", "640 each time, four times a year."),),
    "SERVICEVALUE": (
        ("=SERVICEVALUE(640,4,0.35)", "The same at our price, with a margin of 35%: cost / (1 - margin)."),
        ('=SERVICEVALUE(640,4,0.35,"Markup")', "With a markup instead: cost x (1 + markup)."),
    ),
}
"""A formula's examples: what to type, and what it says."""


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example."""

    name: str
    formula: str
    value: Value
    words: str


@cache
def sample() -> Sample:
    """The template's sample with its results, built anew."""
    from segmentbook.workbook.template import build

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.xlsx"
        build(path)
        return Sample(path)


@cache
def worked() -> tuple[Example, ...]:
    """Every example with its value, in the order of ``EXAMPLES``."""
    book = sample()
    found = []
    for name, examples in EXAMPLES.items():
        for pattern, words in examples:
            formula = _spaced(_with_rows(pattern, book))
            found.append(Example(name, formula, book.value(formula), words))
    return tuple(found)


def _with_rows(pattern: str, book: Sample) -> str:
    """The formula with real cells where the pattern names a row."""
    if "{{" in pattern:
        return pattern.replace("{{", "{").replace("}}", "}")
    before, brace, rest = pattern.partition("{")
    if not brace:
        return pattern
    table, _, client = rest.partition("}")[0].partition(": ")
    return before + book.row(table, client) + rest.partition("}")[2]


def _spaced(formula: str) -> str:
    """With a space after a comma before a name, so that a long formula wraps where people would break it."""
    return re.sub(r",(?=[A-Z])", ", ", formula)


def in_words(value: Value) -> str | float:
    """A value as one cell can show it: of a spilled one, its size and its first row of data.

    Examples
    --------
    >>> in_words("HH"), in_words(ExcelError.NA), in_words([["Tier 1"], ["Tier 2"]])
    ('HH', '#N/A', '2 cells, the first: Tier 1')
    >>> in_words([["Client", "Score"], ["Acme", 61.5]])
    '2 rows x 2 columns: Client, Score / Acme, 61.5 / ...'
    """
    if isinstance(value, ExcelError):
        return value.value
    if not isinstance(value, list):
        return float(value) if isinstance(value, int | float) else str(value)
    if len(value[0]) == 1:
        return f"{len(value)} cells, the first: {_plain(value[0][0])}"
    rows = " / ".join(", ".join(_plain(cell) for cell in row) for row in value[:2])
    return f"{len(value)} rows x {len(value[0])} columns: {rows} / ..."


def _plain(value: Value) -> str:
    shown = in_words(value)
    return f"{shown:,.10g}" if isinstance(shown, float) else shown


def module() -> str:
    """The examples as a module of data."""
    lines = [
        '"""Worked examples of the formulas: name, formula, what it gives in the sample, what it says.',
        "",
        "Written by ``python -m addin.formula_examples``, which computes the values; do not edit.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        '__all__ = ["EXAMPLES"]',
        "",
        "EXAMPLES: tuple[tuple[str, str, str | float, str], ...] = (",
    ]
    for example in worked():
        lines.append("    (")
        lines += [f"        {_literal(example.name)},", f"        {_literal(example.formula)},"]
        lines += [f"        {_literal(in_words(example.value))},", f"        {_literal(example.words)},"]
        lines.append("    ),")
    return "\n".join([*lines, ")", ""])


def _literal(value: str | float) -> str:
    """As the formatter writes it: double quotes unless the text has some and no single ones."""
    if isinstance(value, float):
        return repr(round(value, 9))
    text = repr(value)
    return text if '"' in value and "'" not in value else '"' + text[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def _main() -> int:
    PATH.write_text(module(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main())

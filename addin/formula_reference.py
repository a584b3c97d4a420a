"""The reference of formulas as Markdown, from their docstrings and the worked examples: docs/formulas.md.

``python -m addin.formula_reference`` writes it, computing every example; a test proves that the file is current.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from addin.formula_examples import EXAMPLES, Example, in_words, worked
from udfs import FORMULAS, Formula

__all__ = ["FAMILIES", "PATH", "overview", "reference"]

PATH = Path("docs") / "formulas.md"
"""Where the reference stands in the repository."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "Segments": ("SEGMENT", "SEGMENTWHY", "SEGMENTTABLE"),
    "Money": ("OVERALLVALUE", "VALUEPERSEAT", "CONTRACTMRR", "TECHDEBT"),
    "Scores and bands": ("EFFORTSCORE", "HEALTHSCORE", "HEALTHBAND"),
    "Service levels": ("TIER", "TIERS"),
    "Services": ("SERVICECOST", "SERVICEVALUE"),
}
"""The formulas in the order in which they are explained."""

_INTRODUCTION = """\
# Formulas

Written by `python -m addin.formula_reference` from the formulas themselves; do not edit by hand. Every result below was
computed when this page was written.

Each rule of Segmentbook is a formula: the same code that a refresh runs, live in a cell. In Excel for Windows the
add-in brings them, in LibreOffice Calc the extension; elsewhere they show `#NAME?`.
"""

_CONVENTIONS = """\
## How arguments are given

- **A table** is given with its header row: `Contracts[#All]`, or a range such as `Contracts!A4:P95`. Columns are found
  by their headers, in any order, under any name that a refresh reads too. Left out, the template's defaults hold.
- **A row** is one client's cells of Clients or of SegmentResults. In a column of the table itself, or beside it, write
  `Clients[@]`; from anywhere else the cells, as in the examples below. With it go the headers, `Clients[#Headers]`;
  without them the columns of the template are assumed. Two cells alone are a value a month and an effort score.
- **A date** is a date cell, `DATE(2026,6,30)` or `TODAY()`. Left out it is the day on which Excel last computed the
  formula: for a figure that must follow the calendar write `TODAY()`, for one that must not move, the date.
- **Cuts**: the names `ValueCut` and `EffortCut` hold those of the last refresh.
- What stands in [brackets] may be left out. A blank cell is the same as an argument left out.
- **Spilled** formulas fill the cells below and beside them; where Excel does not spill (2019 and before), select the
  cells first and enter with Ctrl+Shift+Enter, or take single cells out with `INDEX`.

## What errors mean

Where there is no answer a formula gives a real error, never a text that `SUM` would skip. A wholly blank row gives "",
so that a formula can be filled down.

| Error | Meaning |
| --- | --- |
| `#N/A` | not found, or nothing to compute with: an unknown client, a missing header, a currency without a rate |
| `#VALUE!` | the wrong kind: text where a number is due, a date that is none; or Python does not answer |
| `#NUM!` | out of range, or tables that contradict themselves: health bands of which none starts at 0 |
| `#NAME?` | the add-in or the extension is not installed |

An error in a cell that a formula needs is an error of the formula; in a cell that it does not need, it does not matter.
"""

_SECTION = re.compile(r"\n(\w[\w ]*)\n-{3,}\n")
_CODE = re.compile(r"(?<![\w`])(?:=([A-Z]+)\b|(#(?:N/A|VALUE!|NUM!|NAME\?)))")


def reference() -> str:
    """The whole reference.

    Examples
    --------
    >>> "### SEGMENT" in reference()
    True
    """
    parts = [_INTRODUCTION, overview(""), _CONVENTIONS]
    for family, names in FAMILIES.items():
        parts += [f"## {family}\n", *(_formula(FORMULAS[name]) for name in names)]
    return "\n".join(parts).rstrip() + "\n"


def overview(page: str = "docs/formulas.md") -> str:
    """A table of all formulas, each linked to its section of ``page``; also for the README."""
    names = [name for names in FAMILIES.values() for name in names]
    rows = (
        (f"[`{name}`]({page}#{name.lower()})", FORMULAS[name].summary, f"`{_short(EXAMPLES[name])}`") for name in names
    )
    return _table(("Formula", "Gives", "For example"), rows)


def _short(examples: tuple[tuple[str, str], ...]) -> str:
    """The shortest example, with ``Clients[@]`` for a client's cells, and without the day and what follows it."""
    patterns = (re.sub(r"\{(\w+): [^{}]+\}", r"\1[@]", pattern) for pattern, _ in examples if "INDEX" not in pattern)
    plain = (pattern.replace("{{", "{").replace("}}", "}") for pattern in patterns)
    return min((re.sub(r",+DATE\(.*", ")", pattern) for pattern in plain), key=len)


def _formula(formula: Formula) -> str:
    sections = _sections(formula)
    signature = ", ".join(f"[{a.name}]" if a.optional else a.name for a in formula.arguments)
    arguments = ((f"[{a.name}]" if a.optional else a.name, a.help) for a in formula.arguments)
    parts = [f"### {formula.name}\n", f"`={formula.name}({signature})`\n", sections[""]]
    parts.append(_table(("Argument", "What it is"), arguments))
    if "Returns" in sections:
        _, _, errors = sections["Returns"].partition("\n")
        parts.append(f"Result: {_paragraphs(errors)}")
    examples = (_worked(example) for example in worked() if example.name == formula.name)
    parts.append(_table(("In the sample workbook", "Gives", ""), examples))
    return "\n".join(parts)


def _worked(example: Example) -> tuple[str, str, str]:
    value = in_words(example.value)
    shown = f"{value:,.10g}" if isinstance(value, float) else value
    return f"`{example.formula}`", f"**{shown}**", example.words


def _sections(formula: Formula) -> dict[str, str]:
    """The docstring by its sections; the text before the first of them under ""."""
    text = inspect.cleandoc(formula.function.__doc__ or "")
    first, *rest = _SECTION.split(f"\n{text}")
    sections = {"": first, **dict(zip(rest[::2], rest[1::2], strict=True))}
    return {name: _paragraphs(text) if name == "" else text for name, text in sections.items()}


def _paragraphs(text: str) -> str:
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
    return _CODE.sub(lambda found: f"`{found[1] or found[2]}`", "\n\n".join(paragraphs)) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _main() -> int:
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(reference(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main())

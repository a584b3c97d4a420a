"""Chart tables of the two rings: opportunity by tag inside, by item of each tag outside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from segmentbook.model.stack import Stack
from segmentbook.report import look
from segmentbook.report.chart_data_clients import OTHER, OTHER_COLOUR, shortened, shortened_formula, sliced
from segmentbook.report.chart_data_stack import Items, money_of_items
from segmentbook.report.chart_grid import Figure, Grid, percent_text, short_money_formula, short_money_text
from segmentbook.report.colours import lighten
from segmentbook.report.spec import ChartCells

__all__ = ["KEY_LINES", "KeyLine", "Rings", "rings"]

KEY_LINES = 20
"""Lines of the key beside the rings."""
_MOST_SLOTS = 6
_TAG_COLOURS = ("1E3A5F", "C77B3B", "3B8EA5", "8C6BB1", "8A8F3C", "A65A6E")
"""Colours that stand for nothing else, told apart by colour-blind eyes."""
_FIRST_SHADE, _SHADE, _LIGHTEST = 0.22, 0.17, 0.8
_SMALLEST_LABEL = 0.045
"""A slice of less than this share of its ring has no label."""
_SMALLEST_TAG = 0.06
_WORD, _TAG_WORD = 17, 11


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the key beside the rings: a colour, and the cell that says what it stands for."""

    colour: str
    cell: str
    text: str
    is_tag: bool = False


@dataclass(frozen=True, slots=True)
class Rings:
    """Two rings: tags inside, their items outside."""

    tags: ChartCells
    tag_values: ChartCells
    tag_labels: ChartCells
    tag_colours: tuple[str, ...]
    items: ChartCells
    item_values: ChartCells
    item_labels: ChartCells
    item_colours: tuple[str, ...]
    lines: tuple[KeyLine, ...]
    total: float


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag with the slices of its ring: name and positions of the items in each."""

    name: str
    colour: str
    slices: tuple[tuple[str, tuple[int, ...]], ...]


def rings(grid: Grid, stack: Stack, items: Items) -> Rings:
    """Opportunity by tag, and by item within its tag; an item with two tags is under each.

    Which tags and items have a slice of their own is decided by the whole book, so that slices keep their colours.
    """
    tags = _tags(stack)
    grid.block(
        "Opportunity by tag and item",
        "MRR and non-recurring opportunity of the clients shown; an item with two tags is under each of them.",
        ("Tag", "Item", "Opportunity", "Share of its tag", "Label", "Key"),
    )
    top, bottom = grid.row, grid.row + sum(len(tag.slices) for tag in tags) - 1
    everything = f"SUM({grid.here(top, 3, bottom)})"
    worth = [[money_of_items(grid, items, some)[0] for _, some in tag.slices] for tag in tags]
    total = math.fsum(map(math.fsum, worth))
    bounds, colours = [], []
    for tag, amounts in zip(tags, worth, strict=True):
        first, last = grid.row, grid.row + len(tag.slices) - 1
        bounds.append((first, last))
        tag_total = math.fsum(amounts)
        for slot, ((name, positions), value) in enumerate(zip(tag.slices, amounts, strict=True)):
            row = grid.row
            formula = money_of_items(grid, items, positions)[1]
            share = value / tag_total if tag_total else 0.0
            own_total = f"SUM({grid.here(first, 3, last)})"
            small = f"{grid.here(row, 3)}<{_SMALLEST_LABEL}*{everything}+({everything}=0)"
            grid.line(
                tag.name,
                name,
                Figure(value, formula),
                Figure(share, f"IF({own_total}=0,0,{grid.here(row, 3)}/{own_total})"),
                Figure(
                    "" if value < _SMALLEST_LABEL * total + (total == 0) else percent_text(share),
                    f'IF({small},"",TEXT({grid.here(row, 4)},"0%"))',
                ),
                Figure(
                    f"{shortened(name, _WORD)} {percent_text(share)}",
                    f'{shortened_formula(grid.here(row, 2), _WORD)}&" "&TEXT({grid.here(row, 4)},"0%")',
                ),
                formats=("", "", look.MONEY, look.SHARE),
            )
            colours.append(lighten(tag.colour, min(_FIRST_SHADE + _SHADE * slot, _LIGHTEST)))
    grid.skip()
    tag_top, lines = _tag_block(grid, tags, bounds, colours, top)
    tag_bottom = tag_top + len(tags) - 1
    return Rings(
        grid.chart_cells(1, tag_top, tag_bottom),
        grid.chart_cells(2, tag_top, tag_bottom),
        grid.chart_cells(4, tag_top, tag_bottom),
        tuple(tag.colour for tag in tags),
        grid.chart_cells(2, top, bottom),
        grid.chart_cells(3, top, bottom),
        grid.chart_cells(5, top, bottom),
        tuple(colours),
        tuple(lines),
        total,
    )


def _tags(stack: Stack) -> list[_Tag]:
    tagged = stack.tagged()
    names = list(dict.fromkeys(tag for tag, _ in tagged))
    whole = stack.summary
    size = (whole["MRR Opportunity"] + whole["Non-recurring Opportunity"]).tolist()
    mine = {name: [position for tag, position in tagged if tag == name] for name in names}
    kept, rest = sliced(names, [math.fsum(size[i] for i in mine[name]) for name in names])
    made = []
    shown = len(kept) + rest
    slots = min(_MOST_SLOTS, max(1, KEY_LINES // shown - 1)) if shown else 1
    for place, name in enumerate(name for i, name in enumerate(names) if i in kept):
        positions = mine[name]
        chosen, more = sliced([""] * len(positions), [size[i] for i in positions], slots)
        slices: list[tuple[str, tuple[int, ...]]] = [(stack.items[positions[i]].name, (positions[i],)) for i in chosen]
        if more:
            others = tuple(i for slot, i in enumerate(positions) if slot not in chosen)
            slices.append((f"{OTHER} {name}", others))
        made.append(_Tag(name, _TAG_COLOURS[place], tuple(slices)))
    if rest:
        others = tuple(i for place, name in enumerate(names) if place not in kept for i in mine[name])
        label = _unlike(OTHER, names)
        made.append(_Tag(label, OTHER_COLOUR, ((f"{OTHER} tags", others),)))
    return made


def _tag_block(
    grid: Grid, tags: Sequence[_Tag], bounds: Sequence[tuple[int, int]], colours: Sequence[str], item_top: int
) -> tuple[int, list[KeyLine]]:
    grid.block(
        "Opportunity by tag",
        "The sum of the tag's items; the inner ring.",
        ("Tag", "Opportunity", "Share", "Label", "Key"),
    )
    top, bottom = grid.row, grid.row + len(tags) - 1
    values = [math.fsum(_amount(grid.value(row, 3)) for row in range(first, last + 1)) for first, last in bounds]
    total = math.fsum(values)
    everything = f"SUM({grid.here(top, 2, bottom)})"
    lines = []
    for tag, (first, last), value in zip(tags, bounds, values, strict=True):
        row = grid.row
        share = value / total if total else 0.0
        grid.line(
            tag.name,
            Figure(value, f"SUM({grid.here(first, 3, last)})"),
            Figure(share, f"IF({everything}=0,0,{grid.here(row, 2)}/{everything})"),
            Figure(
                "" if share < _SMALLEST_TAG else percent_text(share),
                f'IF({grid.here(row, 3)}<{_SMALLEST_TAG},"",TEXT({grid.here(row, 3)},"0%"))',
            ),
            Figure(
                f"{shortened(tag.name, _TAG_WORD)} {short_money_text(value)} ({percent_text(share)})",
                f'{shortened_formula(grid.here(row, 1), _TAG_WORD)}&" "&{short_money_formula(grid.here(row, 2))}'
                f'&" ("&TEXT({grid.here(row, 3)},"0%")&")"',
            ),
            formats=("", look.MONEY, look.SHARE),
        )
        lines.append(KeyLine(tag.colour, grid.place(row, 5), str(grid.value(row, 5)), is_tag=True))
        lines += [
            KeyLine(colours[r - item_top], grid.place(r, 6), str(grid.value(r, 6))) for r in range(first, last + 1)
        ]
    grid.skip()
    return top, lines


def _amount(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _unlike(word: str, taken: Sequence[str]) -> str:
    """A name that none of the others has."""
    while word in taken:
        word += " tags"
    return word

"""The shell of a worksheet part: everything but its rows.

A new sheet gets its look from the specification. On a sheet that is there already only what depends on the results
is replaced: widths, views, page set-up and everything else the user may have changed stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import CellRange, ColourRule, SheetSpec, SignRule, Validation
from segmentbook.workbook.references import Names, area_of, area_text, areas_of, cell_text, whole_number
from segmentbook.workbook.sparkline_xml import SparklineLists
from segmentbook.workbook.territory import Territory
from segmentbook.workbook.xmlparts import parse, rewrite

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Shell", "inside", "set_all"]

HYPERLINK_LIMIT = 60_000
"""Excel drops a sheet's links beyond 65,530; some are left for the user's own."""

# Children of worksheet in the schema's order (ECMA-376 part 1, 18.3.1.99).
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(ORDER)}
_UNKNOWN = _PLACES["oleObjects"]  # mc:AlternateContent stands for what newer versions put there

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MARGINS = {"left": "0.4", "right": "0.4", "top": "0.5", "bottom": "0.5", "header": "0.3", "footer": "0.3"}
_VALIDATION_TEXT = 255
_VALIDATION_TITLE = 32


def inside(area: CellRange, outer: CellRange) -> bool:
    """Whether an area lies wholly in another."""
    return (
        outer.top <= area.top and area.bottom <= outer.bottom and outer.left <= area.left and area.right <= outer.right
    )


def _local(element: _Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def set_all(element: _Element, attributes: Mapping[str, str]) -> None:
    """Set several attributes."""
    for name, value in attributes.items():
        element.set(name, value)


class Shell:
    """A worksheet part without rows, as a tree.

    Parameters
    ----------
    content
        The part with an empty ``<sheetData/>``; None for a new sheet.
    ns, rel_ns
        The workbook's namespaces, transitional or strict.
    """

    def __init__(self, content: bytes | None, ns: str, rel_ns: str) -> None:
        self.ns, self.rel_ns = ns, rel_ns
        if content is None:
            content = f'{_HEAD}<worksheet xmlns="{ns}" xmlns:r="{rel_ns}"><sheetData/></worksheet>'.encode()
        self.sparklines = SparklineLists()
        self._content = self.sparklines.take(content)
        try:
            self.root = parse(self._content)
        except etree.XMLSyntaxError as error:
            raise WorkbookError(
                f"a sheet of ours is damaged ({error.msg}); delete it, and a refresh makes it anew."
            ) from None

    def _q(self, name: str) -> str:
        return f"{{{self.ns}}}{name}"

    def find(self, name: str) -> _Element | None:
        """The child of a name."""
        return self.root.find(self._q(name))

    def all(self, name: str) -> list[_Element]:
        """All children of a name."""
        return self.root.findall(self._q(name))

    def made(self, name: str) -> _Element:
        """The child of a name, made in its place where it is missing."""
        found = self.find(name)
        return self.added(name) if found is None else found

    def added(self, name: str) -> _Element:
        """Another child of a name, after those that are there."""
        element = etree.SubElement(self.root, self._q(name))
        for child in self.root:
            if _PLACES.get(_local(child), _UNKNOWN) > _PLACES[name]:
                child.addprevious(element)
                break
        return element

    def halves(self) -> tuple[bytes, bytes]:
        """The part up to and with the rows' start tag, and from their end tag."""
        whole = self.sparklines.give_back(rewrite(self._content, self.root))
        place = re.search(rb"<sheetData[^>]*/>", whole)
        if place is None:
            raise AssertionError("the rows element has gone")
        return whole[: place.end() - 2] + b">", b"</sheetData>" + whole[place.end() :]

    # -- the look of a new sheet --------------------------------------------------------------------------------

    def dress(self, spec: SheetSpec) -> None:
        """Give a new sheet its tab, view and page set-up."""
        properties = self.made("sheetPr")
        if spec.tab_colour:
            etree.SubElement(properties, self._q("tabColor"), rgb=f"FF{spec.tab_colour}")
        etree.SubElement(properties, self._q("pageSetUpPr"), fitToPage="1")
        self._view(spec)
        self.made("sheetFormatPr").set("defaultRowHeight", "15")
        printed = spec.print
        set_all(self.made("pageMargins"), _MARGINS)
        setup = self.made("pageSetup")
        setup.set("orientation", "landscape" if printed.landscape else "portrait")
        setup.set("fitToWidth", str(printed.fit_width))
        setup.set("fitToHeight", str(printed.fit_height))
        if printed.footer:
            etree.SubElement(self.made("headerFooter"), self._q("oddFooter")).text = printed.footer

    def _view(self, spec: SheetSpec) -> None:
        view = etree.SubElement(self.made("sheetViews"), self._q("sheetView"))
        if not spec.gridlines:
            view.set("showGridLines", "0")
        if not spec.headings:
            view.set("showRowColHeaders", "0")
        if spec.zoom != 100:
            view.set("zoomScale", str(spec.zoom))
            view.set("zoomScaleNormal", str(spec.zoom))
        view.set("workbookViewId", "0")
        if spec.freeze and spec.freeze != (1, 1):
            row, column = spec.freeze
            pane = etree.SubElement(view, self._q("pane"))
            if column > 1:
                pane.set("xSplit", str(column - 1))
            if row > 1:
                pane.set("ySplit", str(row - 1))
            corner = ("bottom" if row > 1 else "top") + ("Right" if column > 1 else "Left")
            set_all(pane, {"topLeftCell": cell_text(row, column), "activePane": corner, "state": "frozen"})
            etree.SubElement(view, self._q("selection"), pane=corner)

    # -- widths -------------------------------------------------------------------------------------------------

    def add_widths(self, widths: dict[int, float], moved: dict[int, int]) -> None:
        """Give columns a width that have none; those the user has set stay, and go with a column that has moved."""
        known = self._known_widths()
        if moved:
            new = {column: known[old] for old, column in moved.items() if old in known}
            gone = set(moved) - set(moved.values())
            known = {column: look for column, look in known.items() if column not in gone} | new
        missing = {column: width for column, width in widths.items() if column not in known}
        if not missing and not moved:
            return
        for column, width in missing.items():
            known[column] = (("width", f"{width:g}"), ("customWidth", "1"))
        columns = self.made("cols")
        del columns[:]
        run: _Element | None = None
        for column in sorted(known):
            if run is not None and run.get("max") == str(column - 1) and self._look(run) == known[column]:
                run.set("max", str(column))
                continue
            run = etree.SubElement(columns, self._q("col"), min=str(column), max=str(column))
            set_all(run, dict(known[column]))

    def _known_widths(self) -> dict[int, tuple[tuple[str, str], ...]]:
        columns = self.find("cols")
        known: dict[int, tuple[tuple[str, str], ...]] = {}
        for run in () if columns is None else columns:
            first, last = whole_number(run.get("min"), 1), whole_number(run.get("max"), 1)
            # A width for the whole rest of the sheet is one entry of 16,000 columns: the last of them stands for it.
            known |= dict.fromkeys(range(first, min(last, 16_384) + 1), self._look(run))
        return known

    @staticmethod
    def _look(run: _Element) -> tuple[tuple[str, str], ...]:
        return tuple((str(k), str(v)) for k, v in run.items() if k not in ("min", "max"))

    # -- what depends on the results ----------------------------------------------------------------------------

    def set_dimension(self, area: CellRange) -> None:
        """The area that is used."""
        self.made("dimension").set("ref", area_text(area))

    def set_merges(self, ours: Sequence[CellRange], area: CellRange) -> None:
        """Merged cells: those in our area are replaced, the user's elsewhere stay unless ours would overlap them."""
        merges = self.find("mergeCells")
        kept = []
        for merge in () if merges is None else merges:
            there = area_of(merge.get("ref", ""))
            if there is None or not (inside(there, area) or any(_overlap(there, own) for own in ours)):
                kept.append(merge.get("ref", ""))
        wanted = kept + [area_text(merge) for merge in ours]
        if merges is not None and [merge.get("ref", "") for merge in merges] == wanted:
            return
        if not wanted:
            if merges is not None:
                self.root.remove(merges)
            return
        merges = self.made("mergeCells")
        del merges[:]
        merges.set("count", str(len(wanted)))
        for reference in wanted:
            etree.SubElement(merges, self._q("mergeCell"), ref=reference)

    def set_colour_rules(self, rules: Sequence[tuple[ColourRule, int]], fills: frozenset[int], area: CellRange) -> None:
        """Conditional formats with their differential styles; ``fills`` are styles by which ours are known again.

        A rule is ours that lies in our area, compares with a text, and has a text or a style that ours have: so a
        band that was renamed leaves no rule behind, and what the user added stays.
        """
        texts = {_quoted(rule.equals) for rule, _ in rules}
        highest = 0
        for block in self.all("conditionalFormatting"):
            mine = bool(areas_of(block.get("sqref", ""))) and all(
                inside(part, area) for part in areas_of(block.get("sqref", ""))
            )
            for rule in block.findall(self._q("cfRule")):
                formula = rule.findtext(self._q("formula")) or ""
                if (
                    mine
                    and rule.get("type") == "cellIs"
                    and rule.get("operator") == "equal"
                    and formula.startswith('"')
                    and (formula in texts or whole_number(rule.get("dxfId"), -1) in fills)
                ):
                    block.remove(rule)
                else:
                    highest = max(highest, whole_number(rule.get("priority")))
            if len(block) == 0:
                self.root.remove(block)
        blocks: dict[CellRange, _Element] = {}
        for number, (rule_spec, style) in enumerate(rules, highest + 1):
            if rule_spec.range not in blocks:
                blocks[rule_spec.range] = self.added("conditionalFormatting")
                blocks[rule_spec.range].set("sqref", area_text(rule_spec.range))
            made = etree.SubElement(blocks[rule_spec.range], self._q("cfRule"))
            set_all(made, {"type": "cellIs", "dxfId": str(style), "priority": str(number), "operator": "equal"})
            etree.SubElement(made, self._q("formula")).text = _quoted(rule_spec.equals)

    def set_sign_rules(self, rules: Sequence[tuple[SignRule, int, int]]) -> None:
        """Conditional formats by sign, with the styles of figures above and below 0.

        One that is on a column's first cell already is the user's by now: only its area is ours.
        """
        priorities = [whole_number(rule.get("priority")) for rule in self.root.iter(self._q("cfRule"))]
        number = max(priorities, default=0)
        for spec, above, below in rules:
            there = dict(self._sign_blocks(spec.range))
            for operator, style in (("greaterThan", above), ("lessThan", below)):
                block = there.get(operator)
                if block is None:
                    number += 1
                    block = self.added("conditionalFormatting")
                    made = etree.SubElement(block, self._q("cfRule"))
                    told = {"type": "cellIs", "dxfId": str(style), "priority": str(number), "operator": operator}
                    set_all(made, told)
                    etree.SubElement(made, self._q("formula")).text = "0"
                block.set("sqref", area_text(spec.range))

    def _sign_blocks(self, area: CellRange) -> Iterator[tuple[str, _Element]]:
        """Formats that compare with 0 and begin where an area does, by their operator."""
        for block in self.all("conditionalFormatting"):
            begins = [(part.top, part.left) for part in areas_of(block.get("sqref", ""))][:1]
            for rule in block.findall(self._q("cfRule")) if begins == [(area.top, area.left)] else ():
                if rule.get("type") == "cellIs" and rule.findtext(self._q("formula")) == "0":
                    yield rule.get("operator", ""), block

    def set_validations(self, validations: Sequence[Validation], names: Names) -> None:
        """Drop-downs and bounds; one of ours replaces what is on the same cells, or begins there."""
        existing = self.find("dataValidations")
        if existing is None and not validations:
            return
        existing = self.made("dataValidations")
        ours = {(validation.range.top, validation.range.left) for validation in validations}
        for old in list(existing):
            parts = areas_of(old.get("sqref", ""))
            if parts and (parts[0].top, parts[0].left) in ours:
                existing.remove(old)
        for validation in validations:
            existing.append(self._validation(validation, names))
        if len(existing):
            existing.set("count", str(len(existing)))
        else:
            self.root.remove(existing)

    def _validation(self, validation: Validation, names: Names) -> _Element:
        made = etree.Element(self._q("dataValidation"), type=validation.kind)
        if not validation.strict:
            made.set("errorStyle", "warning")
        made.set("allowBlank", "1")
        if validation.message or validation.title:
            made.set("showInputMessage", "1")
        made.set("showErrorMessage", "1")
        if validation.title:
            made.set("promptTitle", validation.title[:_VALIDATION_TITLE])
        if validation.message:
            made.set("prompt", validation.message[:_VALIDATION_TEXT])
        made.set("sqref", area_text(validation.range))
        etree.SubElement(made, self._q("formula1")).text = names.formula(validation.first)
        if validation.second:
            etree.SubElement(made, self._q("formula2")).text = names.formula(validation.second)
        return made

    def set_links(
        self,
        links: Iterable[tuple[int, int, str]],
        territory: Territory,
        moves: Mapping[tuple[int, int], tuple[int, int] | None],
    ) -> None:
        """Links from cells (row, column) to places in the workbook.

        The user's own on his columns go where their cell goes (``moves``; None: it has gone); ours are the others on
        cells of ours that leave no workbook.
        """
        existing = self.find("hyperlinks")
        kept = []
        for link in () if existing is None else existing:
            there = area_of(link.get("ref", ""))
            place = (there.top, there.left) if there else (0, 0)
            leaves = link.get(f"{{{self.rel_ns}}}id") is not None
            if place in moves:
                target = moves[place]
                if target is None:
                    continue
                link.set("ref", cell_text(*target))
            elif not leaves and territory.has(*place):
                continue
            kept.append(link)
        wanted = list(islice(links, HYPERLINK_LIMIT))
        if not wanted and not kept:
            if existing is not None:
                self.root.remove(existing)
            return
        existing = self.made("hyperlinks")
        existing[:] = kept
        for row, column, place_in_book in wanted:
            etree.SubElement(existing, self._q("hyperlink"), ref=cell_text(row, column), location=place_in_book)

    def follow(self, was: CellRange, now: CellRange, columns: Mapping[int, int]) -> None:
        """Conditional formats and validations over whole columns of a table grow and move with these columns."""
        holder = self.find("dataValidations")
        for element in [*self.all("conditionalFormatting"), *(() if holder is None else holder)]:
            old = element.get("sqref", "")
            new = " ".join(_followed(reference, was, now, columns) for reference in old.split())
            if new != old:
                element.set("sqref", new)

    # -- parts of the sheet -------------------------------------------------------------------------------------

    def point(self, name: str, relationship: str) -> None:
        """Let ``drawing`` or ``legacyDrawing`` name a relationship."""
        self.made(name).set(f"{{{self.rel_ns}}}id", relationship)

    def set_tables(self, relationships: Sequence[str]) -> None:
        """Tables of the sheet, by relationship."""
        parts = self.find("tableParts")
        named = [] if parts is None else [part.get(f"{{{self.rel_ns}}}id", "") for part in parts]
        wanted = [*named, *(relationship for relationship in relationships if relationship not in named)]
        if wanted == named:
            return
        parts = self.made("tableParts")
        for relationship in wanted[len(named) :]:
            etree.SubElement(parts, self._q("tablePart")).set(f"{{{self.rel_ns}}}id", relationship)
        parts.set("count", str(len(wanted)))


def _overlap(one: CellRange, other: CellRange) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right


def _followed(reference: str, was: CellRange, now: CellRange, columns: Mapping[int, int]) -> str:
    area = area_of(reference)
    if area is None or (area.top, area.bottom) != (was.top, was.bottom):
        return reference
    places = [columns.get(column) for column in range(area.left, area.right + 1)]
    if None in places or places != list(range(places[0] or 0, (places[0] or 0) + len(places))):
        return reference
    return area_text(CellRange(now.top, places[0] or 0, now.bottom, places[-1] or 0))


def _quoted(text: str) -> str:
    """A text as a formula has it."""
    return '"' + text.replace('"', '""') + '"'

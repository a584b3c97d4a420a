"""Defined names of a workbook in Calc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.calc.engine.addresses import Area, area_of
from addin.calc.engine.connection import NotThereError
from addin.calc.engine.notation import from_calc, to_calc

if TYPE_CHECKING:
    from addin.calc.engine.objects import Book
    from addin.calc.engine.ranges import Range
    from addin.calc.engine.sheets import Sheet

__all__ = ["Name", "Names"]

_PLACE = re.compile(r"=?(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!([^!]+)")


class Names(base_classes.Names):
    """The names of a workbook, or of one of its sheets."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self.book, self.sheet = book, sheet

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self.book.api

    def ask(self, what: str, /, **arguments: Any) -> Any:
        """An operation on these names."""
        return self.book.ask(what, sheet=self.sheet.name if self.sheet else "", **arguments)

    def _all(self) -> list[Name]:
        told = self.sheet.ask("sheet_names") if self.sheet else self.book.ask("names")
        return [Name(self, known, formula) for known, formula in told]

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names, each with its object."""
        return [(name.name, name) for name in self._all()]

    def __call__(self, key: int | str) -> Name:
        """By name, or by number from 1."""
        names = self._all()
        if isinstance(key, int):
            return names[key - 1]
        for name in names:
            if name.name.casefold() == key.casefold():
                return name
        raise NotThereError(f"There is no name '{key}'.")

    def contains(self, key: int | str) -> bool:
        """Whether there is such a name."""
        return any(name.name.casefold() == str(key).casefold() for name in self._all())

    def __contains__(self, key: str) -> bool:
        return self.contains(key)

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name."""
        formula = to_calc(refers_to.removeprefix("="))
        self.ask("define", names=[[name, formula]])
        return self(name)


class Name(base_classes.Name):
    """A defined name; ``known`` is what Calc knows it by."""

    def __init__(self, names: Names, known: str, formula: str) -> None:
        self._names, self.known, self._formula = names, known, formula

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._names.api

    @property
    def name(self) -> str:
        """What it is called; a sheet's own with the sheet before it."""
        return f"{self._names.sheet.name}!{self.known}" if self._names.sheet else self.known

    @name.setter
    def name(self, wanted: str) -> None:
        self._names.ask("undefine", names=[self.known])
        self._names.ask("define", names=[[wanted, self._formula]])
        self.known = wanted

    @property
    def refers_to(self) -> str:
        """Its formula."""
        return "=" + from_calc(self._formula)

    @refers_to.setter
    def refers_to(self, wanted: str) -> None:
        self._formula = to_calc(wanted.removeprefix("="))
        self._names.ask("define", names=[[self.known, self._formula]])

    @property
    def area(self) -> tuple[str, Area] | None:
        """The sheet and the area that it stands for; None where it is something else."""
        found = _PLACE.fullmatch(self.refers_to)
        area = area_of(found[3]) if found else None
        if found is None or area is None:
            return None
        return (found[1].replace("''", "'") if found[1] else found[2]), area

    @property
    def refers_to_range(self) -> Range:
        """The cells that it stands for."""
        from addin.calc.engine.ranges import Range

        found = self.area
        if found is None:
            raise NotThereError(f"'{self.name}' stands for {self.refers_to}, which is no range.")
        return Range(self._names.book.sheets(found[0]), found[1])

    def delete(self) -> None:
        """Take it away."""
        self._names.ask("undefine", names=[self.known])

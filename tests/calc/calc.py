"""A real LibreOffice Calc with our extension, one process for all tests; driver.py talks to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

__all__ = ["Calc", "CalcError", "Sheet", "letters", "started"]

DRIVER = Path(__file__).with_name("driver.py")
PROGRAMS = (
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
    "/opt/libreoffice/program/soffice.bin",
)
PLAIN_NAMES_FROM = (25, 2)
"""From this version on LibreOffice knows ``SEGMENT(...)`` in an .xlsx file."""

# Calc's codes by the names that Excel has too; others are shown as Err:504.
ERRORS = {521: "#NULL!", 532: "#DIV/0!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 32767: "#N/A"}


class CalcError(str):
    """An error that a cell shows."""

    __slots__ = ()


def missing() -> str:
    """Why Calc cannot be driven here; "" where it can."""
    return "" if program() and python() else "LibreOffice Calc with Python (libreoffice-calc-nogui, python3-uno)"


def program() -> str:
    """soffice itself, not the shell script around it, so that it can be started anew and ended."""
    named = os.environ.get("SEGMENTBOOK_SOFFICE")
    if named:
        return named
    found = shutil.which("soffice") or shutil.which("libreoffice")
    beside = [str(Path(found).resolve().with_name("soffice.bin"))] if found else []
    return next((name for name in (*beside, *PROGRAMS) if Path(name).exists()), found or "")


def python() -> str:
    """A Python that can ``import uno``: LibreOffice's own, or the system's."""
    own = [str(Path(program()).with_name(name)) for name in ("python", "python.exe")]
    for candidate in (os.environ.get("SEGMENTBOOK_UNO_PYTHON", ""), *own, "/usr/bin/python3", sys.executable):
        if candidate and Path(candidate).exists():
            tried = subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False, env=plain())
            if tried.returncode == 0:
                return candidate
    return ""


def plain() -> dict[str, str]:
    """The environment without what a virtual environment put there."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}


class Calc:
    """The running office."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log
        self._answer()
        self.version: tuple[int, ...] = tuple(self.ask("version"))

    def ask(self, what: str, **arguments: Any) -> Any:
        """One command of the driver; gives its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **arguments}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"LibreOffice is gone:\n{self._log.read_text(errors='replace')[-4000:]}")
        answer = json.loads(line)
        if "failed" in answer:
            raise AssertionError(f"{answer['failed']}\n{answer['trace']}")
        return answer["value"]

    @contextmanager
    def opened(self, path: Path | None = None) -> Iterator[Sheet]:
        """A workbook, or a new one; its first sheet."""
        number = self.ask("open", path=str(path or ""))
        try:
            yield Sheet(self, number)
        finally:
            with suppress(AssertionError):
                self.ask("close", document=number)


@dataclass(frozen=True)
class Sheet:
    """One sheet of an open workbook; cells are named like ``A1:C3``."""

    calc: Calc
    document: int
    name: str = ""

    def __getitem__(self, name: str) -> Sheet:
        return Sheet(self.calc, self.document, name)

    def do(self, what: str, **arguments: Any) -> Any:
        """A command about the document."""
        return self.calc.ask(what, document=self.document, **arguments)

    def calculate(self) -> float:
        """Calculate everything anew; gives the seconds."""
        return float(self.do("calculate"))

    def cells(self, area: str) -> list[list[Any]]:
        """What the cells hold: float, str, ``CalcError``."""
        rows = self.do("cells", sheet=self.name, area=area)
        return [[_error(value) if isinstance(value, dict) else value for value in row] for row in rows]

    def cell(self, address: str) -> Any:
        """What one cell holds."""
        return self.cells(address)[0][0]

    def formulas(self, area: str) -> list[list[str]]:
        """The formulas as LibreOffice writes them."""
        return list(self.do("formulas", sheet=self.name, area=area))

    def put(self, corner: str, rows: Sequence[Sequence[Any]]) -> None:
        """Numbers and texts as they are; None is a blank cell."""
        self.do("put", sheet=self.name, area=_area(corner, rows), rows=[list(row) for row in rows])

    def enter(self, corner: str, rows: Sequence[Sequence[Any]]) -> None:
        """Formulas in Calc's notation: ``=SEGMENT(A2:C2;A1:C1)``."""
        self.do("enter", sheet=self.name, area=_area(corner, rows), rows=[list(row) for row in rows])

    def fill(self, area: str, formula: str) -> None:
        """A formula in the first cell of a column, filled down."""
        self.do("fill", sheet=self.name, area=area, formula=formula)

    def answer(self, formula: str, at: str = "YA1") -> Any:
        """What a formula gives, entered in a cell out of the way."""
        self.enter(at, [[formula]])
        return self.cell(at)

    def answers(self, formula: str, rows: int, columns: int, at: str = "ZZ1") -> list[list[Any]]:
        """What an array formula gives over a block of cells."""
        area = _area(at, [[None] * columns] * rows)
        self.do("enter_array", sheet=self.name, area=area, formula=formula)
        return self.cells(area)


def _error(value: dict[str, int]) -> CalcError:
    return CalcError(ERRORS.get(value["error"], f"Err:{value['error']}"))


def _area(corner: str, rows: Sequence[Sequence[Any]]) -> str:
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", corner)
    assert found is not None
    right = _number(found[1]) + len(rows[0]) - 1
    return f"{corner}:{letters(right)}{int(found[2]) + len(rows) - 1}"


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters(number: int) -> str:
    """Letters of a column counted from 0: 27 is AB."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@contextmanager
def started(extension: Path | None, folder: Path) -> Iterator[Calc]:
    """LibreOffice with a profile of its own under ``folder``, and the extension installed."""
    log = folder / "office.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [python(), str(DRIVER), program(), str(folder / "profile")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            env={
                **plain(),
                # What a user has noted, and his log, are left alone.
                "XDG_CONFIG_HOME": str(folder / "configuration"),
                "XDG_STATE_HOME": str(folder / "state"),
            },
        )
        try:
            calc = Calc(process, log)
            if extension is not None:
                calc.ask("install", extension=str(extension))
            yield calc
        finally:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(OSError):
                process.stdin.close()  # the driver ends the office, then itself
            process.stdout.close()
            process.wait(60)


def available() -> None:
    """Skip where Calc is missing; fail where SEGMENTBOOK_REQUIRE_CALC=1 asks for it."""
    what = missing()
    if not what:
        return
    if os.environ.get("SEGMENTBOOK_REQUIRE_CALC") == "1":
        pytest.fail(f"{what} is not installed, and SEGMENTBOOK_REQUIRE_CALC=1 asks for it", pytrace=False)
    pytest.skip(f"{what} is not installed")

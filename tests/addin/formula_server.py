"""xlwings' formula server without Windows: pywin32 stubbed, xlwings' own code for wrappers, conversion and calls.

Run as a program, because it puts stand-ins into ``sys.modules``: calls as JSON on stdin, answers on stdout. An error
cell is its number, as COM hands it over; ``{"date": [2026, 6, 30]}`` a date and ``{"money": "1.25"}`` a money cell.
"""

from __future__ import annotations

import io
import json
import sys
import types
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import MagicMock

PYWIN32 = (
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32com",
    "win32com.client",
    "win32com.server",
    "win32com.server.dispatcher",
    "win32com.server.policy",
    "win32com.server.util",
    "win32event",
)


class Foreign:
    """A thing of COM that no Python object of xlwings hides behind."""


def stub() -> None:
    for name in PYWIN32:
        sys.modules[name] = MagicMock(name=name)
    sys.modules["pywintypes"].com_error = type("com_error", (Exception,), {})  # type: ignore[attr-defined]
    util = MagicMock()
    util.unwrap.side_effect = TypeError("not one of ours")
    sys.modules["win32com"].server.util = util  # type: ignore[attr-defined]
    sys.modules["win32com.server.util"] = util
    sys.modules["win32com.server"].util = util  # type: ignore[attr-defined]
    sys.modules["pythoncom"].TypeIIDs.__getitem__.return_value = Foreign  # type: ignore[attr-defined]
    windows = types.ModuleType("xlwings._xlwindows")
    windows.Range = lambda xl: types.SimpleNamespace(xl=xl)  # type: ignore[attr-defined]
    windows.is_range_instance = lambda given: False  # type: ignore[attr-defined]
    sys.modules["xlwings._xlwindows"] = windows


def serve() -> Any:
    """Give xlwings' COM object and its module of formulas, with the decorators that it has on Windows."""
    stub()
    import xlwings

    xlwings._xlwindows = sys.modules["xlwings._xlwindows"]
    xlwings.engines.add(xlwings.Engine(impl=types.SimpleNamespace(name="excel", type="desktop")))
    from xlwings import udfs as server
    from xlwings.com_server import XLPython

    xlwings.func, xlwings.arg, xlwings.ret = server.xlfunc, server.xlarg, server.xlret
    return XLPython(), server


def cell(given: Any) -> Any:
    if isinstance(given, list):
        return tuple(map(cell, given))
    if isinstance(given, dict):
        kind, value = next(iter(given.items()))
        return Decimal(value) if kind == "money" else datetime(*value, tzinfo=UTC)
    return given


def main() -> None:
    com, server = serve()
    import udfs
    from udfs import Argument, CellError, ExcelError, Formula
    from udfs._xlwings import attach

    def shown(given: Any) -> str:
        if isinstance(given, tuple):
            return f"({', '.join(map(shown, given))})"
        return f"error {given}" if isinstance(given, CellError) else repr(given)

    def echo(first: Any, second: Any = None, third: Any = None) -> str:
        return f"{shown(first)}; {shown(second)}; {shown(third)}"

    def back(what: Any) -> Any:
        answers = {
            "error": ExcelError.NUM,
            "row": ["a", ExcelError.NA, None, 3],
            "rows": [["a", 1.5], [ExcelError.DIV0, True]],
            "marked": "\x1a#N/A",
            "infinite": float("inf"),
            "none": None,
            "empty": [],
        }
        if what == "raise":
            raise RuntimeError("of the formula")
        return answers[what]

    echoes: Any = types.ModuleType("echoes")
    echoes.__file__ = __file__
    echoes.echo, echoes.back = echo, back
    sys.modules["echoes"] = echoes
    arguments = tuple(
        Argument(name, f"Help of {name}.", n > 0, "value") for n, name in enumerate(("first", "second", "third"))
    )
    attach([Formula("echo", echo, "Says.", arguments, "value")])
    attach([Formula("back", back, "Gives.", (Argument("what", "Which.", False, "value"),), "value")])
    wrappers = io.StringIO()
    server.generate_vba_wrapper("udfs", udfs, wrappers, types.SimpleNamespace(Name="segmentbook.xlam"))
    answers = []
    for module, name, given in json.load(sys.stdin):
        try:
            answers.append(com.CallUDF(module, name, tuple(map(cell, given))))
        except Exception as error:
            answers.append({"raised": str(error)})
    hints = {
        name: {
            "arguments": [
                [a["name"], a["doc"], a["options"]["convert"].__name__, "optional" in a] for a in info["args"]
            ],
            "result": info["ret"]["options"]["convert"].__name__,
            "category": info["category"],
            "help": info["ret"]["doc"],
        }
        for name, info in ((n, f.__xlfunc__) for n, f in vars(udfs).items() if hasattr(f, "__xlfunc__"))
    }
    print(json.dumps({"wrappers": wrappers.getvalue(), "answers": answers, "hints": hints}))


if __name__ == "__main__":
    main()

"""The ribbon's own VBA on a stage: LibreOffice runs it, with stand-ins for what only Excel has.

LibreOffice's VBA knows neither native tables (``ListObjects``) nor the types of a ribbon. Here a workbook of stand-ins
hands out real ranges of the open sheet as its tables; ``RunPython``, boxes and clock are recorded. All else is the
committed text, changed only by ``STAGED``, each a given number of times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from addin.formulas_vba import FOLDER
from addin.vba_project import Module
from tests.addin.macro_book import shown, write
from tests.tools import Office

__all__ = ["act", "vba_text"]

STAGED = (
    ("As IRibbonControl", "As Object"),
    ("As IRibbonUI", "As Object"),
    ("TypeName(Application.Caller)", "CallerName"),
    ("Application.StatusBar", "StatusBar"),
    ("ActiveWorkbook", "Stage()"),
    ("MsgBox ", "ShowBox "),
    ("InputBox(", "TypedIn("),
    ("Timer", "Clock"),
)

DIRECTOR = """\
Option Explicit
Public Lines As String
Public Boxes As String
Public Answers As String
Public CallerName As String
Public StatusBar As Variant
Public Mood As String
Public Clock As Double
Public Redrawn As Long
Public Ribbon As Object
Private book As Object

' The workbook of stand-ins; Nothing before the curtain is up.
Public Function Stage() As Object
    Set Stage = book
End Function

Public Sub SetStage(ByVal given As Object)
    Set book = given
End Sub

Public Sub RunPython(ByVal statement As String)
    Lines = Lines & statement & "~"
    If Mood = "broken" Then Err.Raise 1000, "", "No such file."
    If Mood = "clicked" Then
        Mood = ""
        OnCheck NewControl("") ' a click while Python works
    End If
End Sub

Public Sub ShowBox(ByVal text As String, ByVal kind As Variant, ByVal title As String)
    Boxes = Boxes & title & ": " & Replace(text, Chr(10), "/") & "~"
End Sub

Public Sub CountRedrawn()
    Redrawn = Redrawn + 1
End Sub

' What was typed, one answer after the other; nothing where none is left: Cancel.
Public Function TypedIn(ByVal text As String, ByVal title As String, ByVal given As String) As String
    Dim parts As Variant
    If Len(Answers) = 0 Then Exit Function
    parts = Split(Answers & "~", "~")
    TypedIn = parts(0)
    Answers = Mid(Answers, Len(parts(0)) + 2)
End Function

Public Function NewControl(ByVal tag As String) As Object
    Dim made As Object
    Set made = New Control
    made.Tag = tag
    Set NewControl = made
End Function
"""

CONTROL = """\
Option Explicit
Public ID As String
Public Tag As String
"""

UI = """\
Option Explicit
Public Sub Invalidate()
    CountRedrawn
End Sub
"""

BOOK = """\
Option Explicit
Public FullName As String
Public Worksheets As Collection
Public NameText As String

Public Function Names(ByVal wanted As String) As Object
    Dim made As Object
    If wanted <> "_Segmentbook.LastRefresh" Or Len(NameText) = 0 Then Err.Raise 1004
    Set made = New NameOf
    made.RefersTo = NameText
    Set Names = made
End Function
"""

NAME = """\
Option Explicit
Public RefersTo As String
"""

SHEET = """\
Option Explicit
Public Name As String
Public ListObjects As Collection
Public UsedRange As Object
"""

TABLE = """\
Option Explicit
Public Name As String
Public HeaderRowRange As Object
Public DataBodyRange As Object
"""


def vba_text(name: str) -> str:
    """A committed module, with plain line ends."""
    return (FOLDER / f"{name}.bas").read_text(encoding="ascii")


def act(
    office: Office, path: Path, cells: Mapping[str, object], tables: Mapping[str, str], scenes: Sequence[str]
) -> list[str]:
    """Run each scene, VBA that sets ``Said``, on a book with these cells and tables; gives what each said.

    ``tables``: name -> place of its header row and rows, all on the one sheet; ``@Name`` is a sheet without a native
    table whose used range is the place.
    """
    staged = {name: vba_text(name) for name in ("SegmentbookRibbon", "SegmentbookState")}
    for name, text in staged.items():
        for excel, here in STAGED:
            text = text.replace(excel, here)
        assert not re.search(r"IRibbon|Application\.|MsgBox", text), f"{name}: not staged"
        staged[name] = text
    functions = "\n".join(
        f"Public Function SCENE{number}(ignored As Variant) As Variant\n    Dim Said As Variant\n    SetUp\n"
        f"{scene}\n    SCENE{number} = Said\nEnd Function\n"
        for number, scene in enumerate(scenes)
    )
    modules = [
        *(Module(name, "standard", text) for name, text in staged.items()),
        Module("Director", "standard", DIRECTOR),
        Module("Control", "class", CONTROL),
        Module("RibbonUi", "class", UI),
        Module("BookOf", "class", BOOK),
        Module("NameOf", "class", NAME),
        Module("SheetOf", "class", SHEET),
        Module("TableOf", "class", TABLE),
        Module("Scenes", "standard", f"Option Explicit\n{_curtain(tables)}\n{functions}"),
    ]
    write(path, cells, modules)
    entered = [(f"AZ{row}", f"=SCENE{row - 1}(1)") for row in range(1, len(scenes) + 1)]
    return shown(office, path, [], entered)


def _curtain(tables: Mapping[str, str]) -> str:
    """The procedure that sets the stage anew before each scene."""
    lines = [
        "Public Sub SetUp()",
        "    Dim book As Object",
        "    Dim sheet As Object",
        "    Dim table As Object",
        "    Dim used As Object",
        "    Set book = New BookOf",
        "    Set book.Worksheets = New Collection",
        '    book.FullName = "C:\\Books\\book.xlsx"',
    ]
    for name, place in tables.items():
        lines += [
            "    Set sheet = New SheetOf",
            "    Set sheet.ListObjects = New Collection",
            f'    Set used = ThisWorkbook.Worksheets(1).Range("{place}")',
            "    Set sheet.UsedRange = used",
            f'    sheet.Name = "{name.removeprefix("@")}"',
        ]
        if not name.startswith("@"):
            lines += [
                '    sheet.Name = "Somewhere"',
                "    Set table = New TableOf",
                f'    table.Name = "{name}"',
                "    Set table.HeaderRowRange = used.Rows(1)",
                "    If used.Rows.Count > 1 Then Set table.DataBodyRange = "
                "used.Offset(1, 0).Resize(used.Rows.Count - 1, used.Columns.Count)",
                "    sheet.ListObjects.Add table",
            ]
        lines.append("    book.Worksheets.Add sheet")
    lines += [
        "    SetStage book",
        '    Lines = ""',
        '    Boxes = ""',
        '    Answers = ""',
        '    Mood = ""',
        '    CallerName = "Error"',
        "    StatusBar = False",
        "    Redrawn = 0",
        "    ForgetState",
        "    Set Ribbon = New RibbonUi",
        "    SegmentbookRibbon.OnLoad Ribbon",
        "    Clock = Clock + 60",
        "End Sub",
    ]
    return "\n".join(lines)

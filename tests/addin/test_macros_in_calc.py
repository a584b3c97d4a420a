"""The generated VBA compiled and run, by LibreOffice; only the connection to Python is a stand-in here.

LibreOffice's VBA differs in two things that matter: a range knows no ``Value2`` (the test says ``Value``), and an error
that a macro gives is shown as the text ``Error 2042``, which proves that ``CVErr`` was given and not a text of ours.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.formulas_vba import FORMULAS_MODULE, HELP_MODULE, modules
from addin.vba_project import Module
from tests.addin.macro_book import shown, write
from tests.addin.standins import argument, formula
from tests.tools import Office
from udfs import FORMULAS, Formula

CONNECTION = """\
Option Explicit
Public Connections As Long
Public Refused As Boolean
Public Broken As Boolean

Public Function XLPy() As Object
    Connections = Connections + 1
    If Refused Then Err.Raise 1000
    Broken = False
    Set XLPy = New Server
End Function

Public Function CONNECTIONCOUNT(ignored As Variant) As Variant
    CONNECTIONCOUNT = Connections
End Function

Public Function BREAKCONNECTION(ignored As Variant) As Variant
    Broken = True
    BREAKCONNECTION = "broken"
End Function

Public Function REFUSECONNECTION(ignored As Variant) As Variant
    Broken = True
    Refused = True
    REFUSECONNECTION = "refused"
End Function
"""

SERVER = """\
Option Explicit

Public Function CallUDF(module As Variant, formula As Variant, arguments As Variant) As Variant
    Dim position As Long
    Dim told As String
    Dim tall(0 To 1, 0 To 1) As Variant
    If Broken Then Err.Raise 462
    If VarType(arguments(0)) = vbString Then
        Select Case arguments(0)
            Case "raise"
                Err.Raise 1001
            Case "row"
                CallUDF = Array("a", Chr(26) & "#DIV/0!", "#N/A", 3)
                Exit Function
            Case "tall"
                tall(0, 0) = "a": tall(0, 1) = Chr(26) & "#N/A": tall(1, 0) = 3: tall(1, 1) = Chr(26) & "#NUM!"
                CallUDF = tall
                Exit Function
            Case "text"
                CallUDF = "#N/A"
                Exit Function
            Case "blank"
                CallUDF = ""
                Exit Function
        End Select
        If Left(arguments(0), 1) = "#" Then
            CallUDF = Chr(26) & arguments(0)
            Exit Function
        End If
    End If
    told = module & "." & formula & ":"
    For position = 0 To UBound(arguments)
        told = told & " " & Told1(arguments(position))
    Next position
    CallUDF = told
End Function

Private Function Told1(given As Variant) As String
    If IsArray(given) Then
        Told1 = UBound(given, 1) & "x" & UBound(given, 2)
    ElseIf IsEmpty(given) Then
        Told1 = "-"
    Else
        Told1 = CStr(given)
    End If
End Function
"""

RATING = formula("RATING", argument("score"), argument("bands", True, "table"), argument("as_of", True, "date"))
RATINGS = formula("RATINGS", argument("scores", kind="column"), returns="array")


def book(path: Path, cells: dict[str, object], formulas: tuple[Formula, ...], more: tuple[Module, ...] = ()) -> Path:
    ours = modules(formulas)
    write(
        path,
        {"A1": 1, "B1": "x", "A2": 2.5, "B2": None, "A3": "'#N/A", **cells},
        (
            Module(FORMULAS_MODULE, "standard", ours[FORMULAS_MODULE].replace(".Value2", ".Value")),
            Module(HELP_MODULE, "standard", ours[HELP_MODULE]),
            Module("xlwings", "standard", CONNECTION),
            Module("Server", "class", SERVER),
            *more,
        ),
    )
    return path


def test_arguments_reach_python_and_answers_the_cells(office: Office, tmp_path: Path) -> None:
    expected = {
        "=RATING(A2)": "udfs.RATING: 2.5 - -",
        "=RATING(A1:B2)": "udfs.RATING: 2x2 - -",
        '=RATING("x",A1:B1,DATE(2026,6,30))': "udfs.RATING: x 1x2 46203",
        "=RATING(A:B)": "udfs.RATING: 20x2 - -",
        '=RATING("#N/A")': "Error 2042",
        '=RATING("#VALUE!")': "Error 2015",
        '=RATING("#NUM!")': "Error 2036",
        '=RATING("#DIV/0!")': "Error 2007",
        '=RATING("#REF!")': "Error 2023",
        '=RATING("#NAME?")': "Error 2029",
        '=RATING("#NULL!")': "Error 2000",
        '=RATING("#CALC!")': "Error 2015",
        '=RATING("text")': "#N/A",
        '=RATING("blank")': "",
        '=RATING("raise")': "Error 2015",
        '=IF(RATING("blank")="","blank","")': "blank",
    }
    cells: dict[str, object] = {f"D{row}": text for row, text in enumerate(expected, start=1)}
    cells |= {"F1:I1": '=RATINGS("row")', "F2:G3": '=RATINGS("tall")', "A20": "last"}
    spilled = {"F1": "a", "G1": "Error 2007", "H1": "#N/A", "I1": "3"}
    spilled |= {"F2": "a", "G2": "Error 2042", "F3": "3", "G3": "Error 2036"}
    path = book(tmp_path / "formulas.xlsm", cells, (RATING, RATINGS))
    texts = shown(office, path, [*(place for place in cells if place.startswith("D")), *spilled])
    assert dict(zip([*expected, *spilled], texts, strict=True)) == {**expected, **spilled}


def test_days_of_a_book_that_counts_from_1904_are_counted_from_1900(office: Office, tmp_path: Path) -> None:
    """LibreOffice tells VBA neither a book's first day nor which cell calls: here each book says that it is 1904."""
    counting = modules((RATING,))[FORMULAS_MODULE].replace(".Value2", ".Value")
    for excel, here in (
        ("CountsFrom1904 = book.Date1904", "CountsFrom1904 = True"),
        ('TypeName(Application.Caller) <> "Range"', "False"),
        ("Application.Caller.Worksheet.Parent", "ThisWorkbook"),
    ):
        assert counting.count(excel) == 1
        counting = counting.replace(excel, here)
    connection = (Module("xlwings", "standard", CONNECTION), Module("Server", "class", SERVER))
    path = tmp_path / "1904.xlsm"
    cells = {
        "A1": 44741,
        "D1": "=RATING(44741,A1:B1,44741)",
        "D2": "=RATING(1,2,A1)",
        "D3": '=RATING(1,2,"2026-06-30")',
    }
    write(path, cells, (Module(FORMULAS_MODULE, "standard", counting), *connection))
    assert shown(office, path, ["D1", "D2", "D3"]) == [
        "udfs.RATING: 44741 1x2 46203",
        "udfs.RATING: 1 2 46203",
        "udfs.RATING: 1 2 2026-06-30",
    ]


def test_the_connection_is_kept_renewed_and_not_looked_for_again_at_once(office: Office, tmp_path: Path) -> None:
    path = book(tmp_path / "connection.xlsm", {}, (RATING,))
    entered = [
        ("=RATING(1)", "udfs.RATING: 1 - -"),
        ("=RATING(2)", "udfs.RATING: 2 - -"),
        ("=CONNECTIONCOUNT(1)", "1"),
        ('=RATING("raise")', "Error 2015"),  # the same again over a new connection, in case it was the connection
        ("=CONNECTIONCOUNT(2)", "2"),
        ("=BREAKCONNECTION(1)", "broken"),
        ("=RATING(3)", "udfs.RATING: 3 - -"),
        ("=CONNECTIONCOUNT(3)", "3"),
        ("=REFUSECONNECTION(1)", "refused"),
        *((f"=RATING({n})", "Error 2015") for n in range(4, 40)),
        ("=CONNECTIONCOUNT(4)", "4"),
    ]
    texts = shown(office, path, [], [(f"D{row}", text) for row, (text, _) in enumerate(entered, start=1)])
    assert texts == [text for _, text in entered]


def test_excel_is_told_what_the_wizard_shows(office: Office, tmp_path: Path) -> None:
    """``Application.MacroOptions`` is Excel's alone: a stand-in writes down what it is given."""
    recorder = """\
Option Explicit
Public Told As String

Public Sub MacroOptions(Macro As Variant, Description As Variant, Category As Variant, ArgumentDescriptions As Variant)
    Told = Told & Macro & "|" & Description & "|" & Category & "|" & Join(ArgumentDescriptions, "|") & ";"
End Sub

Public Function TOLDOF(ignored As Variant) As Variant
    Dim all As Boolean
    Told = ""
    all = DescribeFormulas()
    TOLDOF = all & ":" & Told
End Function
"""
    quoted = formula("RATING", argument("score", text='So "good".'), argument("bands", True), summary="It's a 'word'.")
    ours = modules((quoted, RATINGS))[HELP_MODULE]
    assert ours.count("Application.MacroOptions ") == 1
    path = tmp_path / "help.xlsm"
    help_module = Module(HELP_MODULE, "standard", ours.replace("Application.MacroOptions ", "MacroOptions "))
    write(path, {"A1": "=TOLDOF(1)"}, (help_module, Module("Recorder", "standard", recorder)))
    assert shown(office, path, ["A1"]) == [
        "True:'help.xlsm'!RATING|It's a 'word'.|Segmentbook|So \"good\".|Some help.;"
        "'help.xlsm'!RATINGS|What it gives.|Segmentbook|Some help.;"
    ]


def test_every_formula_of_ours_runs(office: Office, tmp_path: Path) -> None:
    required = {name: [a for a in ours.arguments if not a.optional] for name, ours in FORMULAS.items()}
    least = {name: f"={name}({','.join(str(n) for n, _ in enumerate(given, 1))})" for name, given in required.items()}
    most = {
        name: f"={name}({','.join('A1:B2' if a.kind == 'table' else '7' for a in ours.arguments)})"
        for name, ours in FORMULAS.items()
    }
    cells: dict[str, object] = {f"D{row}": text for row, text in enumerate(least.values(), start=1)}
    cells |= {f"E{row}": text for row, text in enumerate(most.values(), start=1)}
    expected = []
    for name, ours in FORMULAS.items():
        given = [str(n) for n, _ in enumerate(required[name], 1)]
        expected.append(f"udfs.{name}: {' '.join(given + ['-'] * (len(ours.arguments) - len(given)))}")
    for name, ours in FORMULAS.items():
        expected.append(f"udfs.{name}: {' '.join('2x2' if a.kind == 'table' else '7' for a in ours.arguments)}")
    assert shown(office, book(tmp_path / "ours.xlsm", cells, tuple(FORMULAS.values())), list(cells)) == expected


@pytest.mark.parametrize("module", [FORMULAS_MODULE, HELP_MODULE])
def test_committed_modules_are_what_runs_here(module: str) -> None:
    from addin.formulas_vba import FOLDER

    assert (FOLDER / f"{module}.bas").read_text(encoding="ascii") == modules(FORMULAS.values())[module]

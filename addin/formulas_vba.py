"""The formulas as VBA, for Excel on Windows: one wrapper a formula, and its texts for the function wizard.

``python -m addin.formulas_vba`` writes ``addin/vba/*.bas`` of them from ``udfs.FORMULAS``, the same on any platform; a
test proves that the committed files are current. xlwings has a generator of its own; its wrappers show what goes wrong
as text in the cell, which SUM skips, and read every range through some ten calls from Python back into Excel.

What is in the wrappers, and why:

- Ranges are handed over by their contents, all in the one call. ``Value2`` is exact; ``Value`` would cut money to four
  decimals. Only in a book that counts days from 1904 ``Value`` is taken, where dates arrive as dates.
- Errors come from Python as texts behind ``udfs._xlwings.ERROR_MARK``, also within arrays, and become errors of the
  cell. Where Python does not answer, the formula is ``#VALUE!``.
- The connection to Python is kept: xlwings reads its settings file on each ``XLPy``. If Python was restarted meanwhile
  the call is made once more.
- Neither workbook nor caller is named to xlwings: a formula never looks at the book, and xlwings would look through all
  its sheets for embedded code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from addin.formula_names import faults, vba_name
from udfs import FORMULAS, ExcelError, Formula
from udfs._xlwings import CATEGORY, ERROR_MARK

__all__ = ["FOLDER", "FORMULAS_MODULE", "HELP_MODULE", "modules", "write"]

FOLDER = Path(__file__).parent / "vba"
"""Where the VBA of the add-in stands."""

FORMULAS_MODULE = "SegmentbookFormulas"
"""Name of the module with the wrappers."""

HELP_MODULE = "SegmentbookFormulaHelp"
"""Name of the module that tells the function wizard about them."""

_PYTHON_MODULE = "udfs"
_LINE_LENGTH = 110
_HEADER = "' Written by python -m addin.formulas_vba from the formulas in udfs: do not edit."
_VBA_ERRORS: Mapping[ExcelError, str] = {
    ExcelError.NULL: "xlErrNull",
    ExcelError.DIV0: "xlErrDiv0",
    ExcelError.VALUE: "xlErrValue",
    ExcelError.REF: "xlErrRef",
    ExcelError.NAME: "xlErrName",
    ExcelError.NUM: "xlErrNum",
    ExcelError.NA: "xlErrNA",
}

_ANSWERS = """\
' The answer of one formula. dated: which argument is a date, counted from 0, or NO_DATE.
Private Function Answer(ByVal formula As String, ByVal dated As Long, ByVal arguments As Variant) As Variant
    Dim values() As Variant
    Dim position As Long
    On Error GoTo failed
    ReDim values(0 To UBound(arguments)) ' empty where an argument is left out: to Python the same as a blank cell
    For position = 0 To UBound(arguments)
        If IsObject(arguments(position)) Then
            values(position) = Contents(arguments(position))
        ElseIf Not IsMissing(arguments(position)) Then
            values(position) = arguments(position)
        End If
    Next position
    If dated <> NO_DATE Then
        If VarType(values(dated)) = vbDouble Then values(dated) = values(dated) + DaysBehind()
    End If
    Answer = WithErrors(AskPython(formula, values))
    Exit Function
failed:
    ' No Python, no answer from it, or an argument that is not a single range: a real error, which SUM does not skip.
    Answer = CVErr(xlErrValue)
End Function

' Python's answer, over the connection that is there or, where it has ended, over a new one.
Private Function AskPython(ByVal formula As String, ByVal arguments As Variant) As Variant
    If Not server Is Nothing Then
        On Error Resume Next
        AskPython = server.CallUDF(PYTHON_MODULE, formula, arguments)
        If Err.Number = 0 Then Exit Function
        On Error GoTo 0
    End If
    If Now < tryAgainAt Then Err.Raise NO_PYTHON
    If InStr(Application.OperatingSystem, "Mac") > 0 Then Err.Raise NO_PYTHON ' xlwings has no formula server there
    tryAgainAt = Now + PAUSE
    Set server = XLPy()
    tryAgainAt = 0
    AskPython = server.CallUDF(PYTHON_MODULE, formula, arguments)
End Function

' What the cells of a range hold. Of whole columns: down to the last row in use.
Private Function Contents(ByVal given As Object) As Variant
    Dim block As Object
    Dim lastRow As Long
    If given.Areas.Count <> 1 Then Err.Raise TYPE_MISMATCH
    Set block = given
    If given.Rows.Count = given.Worksheet.Rows.Count Then
        lastRow = given.Worksheet.UsedRange.Row + given.Worksheet.UsedRange.Rows.Count - 1
        Set block = given.Resize(lastRow, given.Columns.Count)
    End If
    If CountsFrom1904(given.Worksheet.Parent) Then
        Contents = block.Value
    Else
        Contents = block.Value2
    End If
End Function

Private Function CountsFrom1904(ByVal book As Object) As Boolean
    On Error Resume Next
    CountsFrom1904 = book.Date1904
End Function

' By how many days the numbers of days in the cell's book are behind those of Python.
Private Function DaysBehind() As Long
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    If CountsFrom1904(Application.Caller.Worksheet.Parent) Then DaysBehind = DAYS_TO_1904
End Function

' The same with errors where Python says so.
Private Function WithErrors(ByVal given As Variant) As Variant
    Dim row As Long
    Dim column As Long
    If Not IsArray(given) Then
        WithErrors = CellValue(given)
        Exit Function
    End If
    If HasRows(given) Then
        For row = LBound(given, 1) To UBound(given, 1)
            For column = LBound(given, 2) To UBound(given, 2)
                given(row, column) = CellValue(given(row, column))
            Next column
        Next row
    Else
        For column = LBound(given) To UBound(given)
            given(column) = CellValue(given(column))
        Next column
    End If
    WithErrors = given
End Function

' Whether an array has two dimensions: one row comes back as a plain list.
Private Function HasRows(ByVal given As Variant) As Boolean
    Dim last As Long
    On Error GoTo plain
    last = UBound(given, 2)
    HasRows = True
plain:
End Function

Private Function CellValue(ByVal given As Variant) As Variant
    CellValue = given
    If VarType(given) <> vbString Then Exit Function
    If Len(given) = 0 Then Exit Function
    If AscW(given) <> ERROR_MARK Then Exit Function
    Select Case Mid$(given, 2)
{cases}
        Case Else
            CellValue = CVErr(xlErrValue)
    End Select
End Function

' Whether the formula is still being typed in the function wizard, where an answer over whole tables would only delay.
Private Function InWizard() As Boolean
    On Error Resume Next
    InWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function
"""


def modules(formulas: Iterable[Formula]) -> dict[str, str]:
    """Give the text of each module by its name, as the editor of VBA would export it but with plain line ends.

    Raises
    ------
    ValueError
        Excel or VBA would refuse a formula; the message lists everything.
    """
    formulas = tuple(formulas)
    wrong = [fault for formula in formulas for fault in faults(formula)]
    if wrong:
        raise ValueError("; ".join(wrong))
    return {
        FORMULAS_MODULE: "\n".join(_formulas(formulas)),
        HELP_MODULE: "\n".join(_help(formulas)),
    }


def write(formulas: Iterable[Formula], folder: Path = FOLDER) -> None:
    """Write the modules as ``.bas`` files: ASCII with the line ends of Windows, as the editor of VBA wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in modules(formulas).items():
        (folder / f"{name}.bas").write_text(text, encoding="ascii", newline="\r\n")


def _formulas(formulas: tuple[Formula, ...]) -> Iterator[str]:
    yield f'Attribute VB_Name = "{FORMULAS_MODULE}"'
    yield "Option Explicit"
    yield _HEADER
    yield "' The formulas of Segmentbook: each hands its arguments to the Python function of its name."
    yield ""
    yield f'Private Const PYTHON_MODULE As String = "{_PYTHON_MODULE}"'
    yield f"Private Const ERROR_MARK As Long = {ord(ERROR_MARK)}"
    yield "Private Const NO_DATE As Long = -1"
    yield "Private Const DAYS_TO_1904 As Long = 1462"
    yield "Private Const TYPE_MISMATCH As Long = 13"
    yield "Private Const NO_PYTHON As Long = 1000"
    yield "Private Const PAUSE As Double = 10 / 86400"
    yield ""
    yield "' The connection to Python, and where there is none, from when on to look for it again: a book with"
    yield "' thousands of formulas must not wait for each."
    yield "Private server As Object"
    yield "Private tryAgainAt As Double"
    yield ""
    for formula in formulas:
        yield from _wrapper(formula)
    cases = (
        f'        Case "{error.value}"\n            CellValue = CVErr({constant})'
        for error, constant in _VBA_ERRORS.items()
    )
    yield _ANSWERS.replace("{cases}", "\n".join(cases))


def _wrapper(formula: Formula) -> Iterator[str]:
    """One formula; in descriptions VBA doubles a quote, and category 14 is "User Defined" until the help is given."""
    name = formula.name
    given = [vba_name(formula, argument) for argument in formula.arguments]
    optional = ["Optional " * argument.optional for argument in formula.arguments]
    words = [f"{may_be}{word} As Variant" for may_be, word in zip(optional, given, strict=True)]
    dates = [position for position, argument in enumerate(formula.arguments) if argument.kind == "date"]
    dated = str(dates[0]) if dates else "NO_DATE"
    yield _folded(f"Public Function {name}(", words, ") As Variant")
    yield f"Attribute {name}.VB_Description = {_text(formula.summary)}"
    yield f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n14"'
    if formula.returns == "array":
        yield "    If InWizard() Then Exit Function"
    yield _folded(f'    {name} = Answer("{name}", {dated}, Array(', given, "))")
    yield "End Function"
    yield ""


def _help(formulas: tuple[Formula, ...]) -> Iterator[str]:
    yield f'Attribute VB_Name = "{HELP_MODULE}"'
    yield "Option Explicit"
    yield "Option Private Module"
    yield _HEADER
    yield "' What the function wizard shows of each formula."
    yield ""
    yield "' True where Excel took it all. It refuses while there is no workbook: then it is to be told again."
    yield "Public Function DescribeFormulas() As Boolean"
    yield "    On Error GoTo refused"
    for formula in formulas:
        texts = ", _\n        ".join(_text(argument.help) for argument in formula.arguments)
        yield f'    Describe "{formula.name}", _'
        yield f"        {_text(formula.summary)}, _"
        yield f"        Array({texts})"
    yield "    ThisWorkbook.Saved = True ' what the wizard shows is not kept in the file"
    yield "    DescribeFormulas = True"
    yield "refused:"
    yield "End Function"
    yield ""
    yield "Private Sub Describe(ByVal formula As String, ByVal summary As String, ByVal arguments As Variant)"
    yield '    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!" & formula, Description:=summary, _'
    yield f'        Category:="{CATEGORY}", ArgumentDescriptions:=arguments'
    yield "End Sub"
    yield ""


def _folded(head: str, words: list[str], tail: str) -> str:
    """A head and what stands in its brackets, on several lines where long: VBA takes 1,023 characters a line."""
    lines = [head]
    for word in words:
        if len(lines[-1]) + len(word) > _LINE_LENGTH:
            lines.append(" " * 8)
        lines[-1] += f"{word}, "
    return " _\n".join(line.rstrip() for line in lines).removesuffix(",") + tail


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _main() -> int:
    write(FORMULAS.values())
    return 0


if __name__ == "__main__":
    sys.exit(_main())

Attribute VB_Name = "SegmentbookFormulas"
Option Explicit
' Written by python -m addin.formulas_vba from the formulas in udfs: do not edit.
' The formulas of Segmentbook: each hands its arguments to the Python function of its name.

Private Const PYTHON_MODULE As String = "udfs"
Private Const ERROR_MARK As Long = 26
Private Const NO_DATE As Long = -1
Private Const DAYS_TO_1904 As Long = 1462
Private Const TYPE_MISMATCH As Long = 13
Private Const NO_PYTHON As Long = 1000
Private Const PAUSE As Double = 10 / 86400

' The connection to Python, and where there is none, from when on to look for it again: a book with
' thousands of formulas must not wait for each.
Private server As Object
Private tryAgainAt As Double

Public Function CONTRACTMRR(client As Variant, contracts As Variant, Optional as_of As Variant, _
        Optional rates As Variant) As Variant
Attribute CONTRACTMRR.VB_Description = "Monthly recurring revenue of a client: the sum of its contract lines that count at the date."
Attribute CONTRACTMRR.VB_ProcData.VB_Invoke_Func = " \n14"
    CONTRACTMRR = Answer("CONTRACTMRR", 2, Array(client, contracts, as_of, rates))
End Function

Public Function EFFORTSCORE(row As Variant, Optional headers As Variant, Optional measures As Variant) As Variant
Attribute EFFORTSCORE.VB_Description = "How much work a client is, 0-100: the weighted effort measures of its row."
Attribute EFFORTSCORE.VB_ProcData.VB_Invoke_Func = " \n14"
    EFFORTSCORE = Answer("EFFORTSCORE", NO_DATE, Array(row, headers, measures))
End Function

Public Function HEALTHBAND(score As Variant, Optional bands As Variant) As Variant
Attribute HEALTHBAND.VB_Description = "The name of the health band that a score is in; a score equal to a minimum is in the upper band."
Attribute HEALTHBAND.VB_ProcData.VB_Invoke_Func = " \n14"
    HEALTHBAND = Answer("HEALTHBAND", NO_DATE, Array(score, bands))
End Function

Public Function HEALTHSCORE(row As Variant, Optional headers As Variant, Optional measures As Variant) As Variant
Attribute HEALTHSCORE.VB_Description = "How well a client is, 0-100: the weighted health measures of its row."
Attribute HEALTHSCORE.VB_ProcData.VB_Invoke_Func = " \n14"
    HEALTHSCORE = Answer("HEALTHSCORE", NO_DATE, Array(row, headers, measures))
End Function

Public Function OVERALLVALUE(row As Variant, Optional headers As Variant, Optional contracts As Variant, _
        Optional as_of As Variant, Optional rates As Variant) As Variant
Attribute OVERALLVALUE.VB_Description = "What a client is worth a month: its Segment Value where typed (0 counts), else its Contract MRR."
Attribute OVERALLVALUE.VB_ProcData.VB_Invoke_Func = " \n14"
    OVERALLVALUE = Answer("OVERALLVALUE", 3, Array(row, headers, contracts, as_of, rates))
End Function

Public Function SEGMENT(row As Variant, Optional headers As Variant, Optional value_cut As Variant, _
        Optional effort_cut As Variant, Optional effort_measures As Variant, Optional segments As Variant, _
        Optional contracts As Variant, Optional as_of As Variant, Optional rates As Variant) As Variant
Attribute SEGMENT.VB_Description = "The code of the segment that a client falls in: its value and its effort score, each against its cut."
Attribute SEGMENT.VB_ProcData.VB_Invoke_Func = " \n14"
    SEGMENT = Answer("SEGMENT", 7, Array(row, headers, value_cut, effort_cut, effort_measures, segments, _
        contracts, as_of, rates))
End Function

Public Function SEGMENTTABLE(clients As Variant, Optional contracts As Variant, _
        Optional effort_measures As Variant, Optional health_measures As Variant, Optional bands As Variant, _
        Optional segments As Variant, Optional as_of As Variant, Optional value_cut As Variant, _
        Optional effort_cut As Variant, Optional rates As Variant) As Variant
Attribute SEGMENTTABLE.VB_Description = "Client, Overall Value, Effort Score, Health Score, Health Band and Segment of every client, spilled with headers."
Attribute SEGMENTTABLE.VB_ProcData.VB_Invoke_Func = " \n14"
    If InWizard() Then Exit Function
    SEGMENTTABLE = Answer("SEGMENTTABLE", 6, Array(clients, contracts, effort_measures, health_measures, bands, _
        segments, as_of, value_cut, effort_cut, rates))
End Function

Public Function SEGMENTWHY(row As Variant, Optional headers As Variant, Optional value_cut As Variant, _
        Optional effort_cut As Variant, Optional effort_measures As Variant, Optional segments As Variant, _
        Optional contracts As Variant, Optional as_of As Variant, Optional rates As Variant) As Variant
Attribute SEGMENTWHY.VB_Description = "Why a client is in its segment, in words: its value and its effort, each against its cut."
Attribute SEGMENTWHY.VB_ProcData.VB_Invoke_Func = " \n14"
    SEGMENTWHY = Answer("SEGMENTWHY", 7, Array(row, headers, value_cut, effort_cut, effort_measures, segments, _
        contracts, as_of, rates))
End Function

Public Function SERVICECOST(cost As Variant, times_a_year As Variant) As Variant
Attribute SERVICECOST.VB_Description = "What a service costs us for one account in a year: cost per time x times a year."
Attribute SERVICECOST.VB_ProcData.VB_Invoke_Func = " \n14"
    SERVICECOST = Answer("SERVICECOST", NO_DATE, Array(cost, times_a_year))
End Function

Public Function SERVICEVALUE(cost As Variant, times_a_year As Variant, margin As Variant, _
        Optional method As Variant) As Variant
Attribute SERVICEVALUE.VB_Description = "What a service is worth in a year at our price: its annual cost with the margin on top."
Attribute SERVICEVALUE.VB_ProcData.VB_Invoke_Func = " \n14"
    SERVICEVALUE = Answer("SERVICEVALUE", NO_DATE, Array(cost, times_a_year, margin, method))
End Function

Public Function TECHDEBT(client As Variant, assets As Variant, Optional as_of As Variant, _
        Optional warning_months As Variant) As Variant
Attribute TECHDEBT.VB_Description = "What replacing a client's old equipment costs: assets past End of Life, or within the warning before it."
Attribute TECHDEBT.VB_ProcData.VB_Invoke_Func = " \n14"
    TECHDEBT = Answer("TECHDEBT", 2, Array(client, assets, as_of, warning_months))
End Function

Public Function TIER(arr As Variant, Optional tiers As Variant) As Variant
Attribute TIER.VB_Description = "The service tier of an account by its ARR: the first tier whose Minimum ARR it reaches."
Attribute TIER.VB_ProcData.VB_Invoke_Func = " \n14"
    TIER = Answer("TIER", NO_DATE, Array(arr, tiers))
End Function

Public Function TIERS(arr_column As Variant, Optional tiers_table As Variant) As Variant
Attribute TIERS.VB_Description = "The service tiers of all accounts by their share of all ARR, spilled: the largest accounts first."
Attribute TIERS.VB_ProcData.VB_Invoke_Func = " \n14"
    If InWizard() Then Exit Function
    TIERS = Answer("TIERS", NO_DATE, Array(arr_column, tiers_table))
End Function

Public Function VALUEPERSEAT(row As Variant, Optional headers As Variant, Optional contracts As Variant, _
        Optional as_of As Variant, Optional rates As Variant) As Variant
Attribute VALUEPERSEAT.VB_Description = "What a client is worth a month and employee: Overall Value / Employees."
Attribute VALUEPERSEAT.VB_ProcData.VB_Invoke_Func = " \n14"
    VALUEPERSEAT = Answer("VALUEPERSEAT", 3, Array(row, headers, contracts, as_of, rates))
End Function

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
        Case "#NULL!"
            CellValue = CVErr(xlErrNull)
        Case "#DIV/0!"
            CellValue = CVErr(xlErrDiv0)
        Case "#VALUE!"
            CellValue = CVErr(xlErrValue)
        Case "#REF!"
            CellValue = CVErr(xlErrRef)
        Case "#NAME?"
            CellValue = CVErr(xlErrName)
        Case "#NUM!"
            CellValue = CVErr(xlErrNum)
        Case "#N/A"
            CellValue = CVErr(xlErrNA)
        Case Else
            CellValue = CVErr(xlErrValue)
    End Select
End Function

' Whether the formula is still being typed in the function wizard, where an answer over whole tables would only delay.
Private Function InWizard() As Boolean
    On Error Resume Next
    InWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Attribute VB_Name = "SegmentbookRibbon"
Option Explicit
' What the controls of the ribbon do: each one line into Python. What they show comes from SegmentbookState.
' Only procedures without a value, which no formula takes; and while a formula computes, none of them reaches Python.

Private Const TITLE As String = "Segmentbook"
Private Const REINSTALL As String = "Close Excel, install again (segmentbook addin install), start Excel."
Private Const DOUBLE_CLICK_SECONDS As Double = 0.5

Private ui As IRibbonUI
Private isWorking As Boolean
Private lastStatement As String
Private lastEnded As Double

Public Sub OnLoad(ribbon As IRibbonUI)
    Set ui = ribbon
End Sub

' Let the controls show the state of the active workbook.
Public Sub RedrawSegments()
    On Error Resume Next
    ForgetState
    If Not ui Is Nothing Then ui.Invalidate
End Sub

' One line of Python. Clicks during it, and the second of a double click, which comes in right after it, are let go.
Private Sub Python(ByVal statement As String)
    Dim failure As String
    If TypeName(Application.Caller) = "Range" Then Exit Sub
    If isWorking Or ActiveWorkbook Is Nothing Then Exit Sub
    If statement = lastStatement And lastEnded > 0 Then
        If Elapsed(lastEnded) < DOUBLE_CLICK_SECONDS Then Exit Sub
    End If
    isWorking = True
    On Error Resume Next
    Application.StatusBar = "Segmentbook is working..."
    Err.Clear
    RunPython "from addin import commands; commands." & statement
    If Err.Number <> 0 Then failure = "Segmentbook could not start its Python. " & Err.Description
    On Error Resume Next
    Application.StatusBar = False
    isWorking = False
    lastStatement = statement
    lastEnded = Timer
    RedrawSegments
    If Len(failure) > 0 Then MsgBox failure & vbLf & vbLf & REINSTALL, vbExclamation, TITLE
End Sub

' -- actions ----------------------------------------------------------------------------------------------------------

Public Sub OnRefresh(control As IRibbonControl)
    Python "refresh()"
End Sub

Public Sub OnAsOf(control As IRibbonControl)
    Python "as_of(when=" & PythonText(control.Tag) & ")"
End Sub

Public Sub OnAsOfOther(control As IRibbonControl)
    Dim typed As String
    If ActiveWorkbook Is Nothing Or isWorking Then Exit Sub
    Do
        typed = InputBox("Compute the workbook as of which date?" & vbLf & "For example " & _
            Format$(DateSerial(Year(Now), Month(Now), 0), "Short Date") & " or 2026-06-30.", TITLE, typed)
        If Len(Trim$(typed)) = 0 Then Exit Sub
        If Len(IsoDate(typed)) > 0 Then Exit Do
        MsgBox "'" & typed & "' is not a date.", vbExclamation, TITLE
    Loop
    Python "as_of(when=" & PythonText(IsoDate(typed)) & ")"
End Sub

Public Sub OnCheck(control As IRibbonControl)
    Python "check()"
End Sub

Public Sub OnValueBasis(control As IRibbonControl, pressed As Boolean)
    Python "value_basis(basis=" & PythonText(control.Tag) & ")"
End Sub

Public Sub OnSizeByEmployees(control As IRibbonControl, pressed As Boolean)
    Python "size_by_employees(on=" & IIf(pressed, "True", "False") & ")"
End Sub

Public Sub OnFilterValue(control As IRibbonControl, pressed As Boolean)
    Dim parts As Variant
    parts = Split(control.Tag, "|", 2)
    Python "set_filter(column=" & PythonText(parts(0)) & ", value=" & PythonText(parts(1)) & ", shown=" & _
        IIf(pressed, "True", "False") & ")"
End Sub

Public Sub OnFilterAll(control As IRibbonControl, pressed As Boolean)
    Python "clear_filters(column=" & PythonText(control.Tag) & ")"
End Sub

Public Sub OnFilters(control As IRibbonControl)
    Python "filters()"
End Sub

Public Sub OnClearFilters(control As IRibbonControl)
    Python "clear_filters()"
End Sub

Public Sub OnTiering(control As IRibbonControl)
    Python "tiering()"
End Sub

Public Sub OnPlan(control As IRibbonControl)
    Python "plan()"
End Sub

Public Sub OnCrm(control As IRibbonControl)
    Python "export_crm(to=" & PythonText(control.Tag) & ")"
End Sub

Public Sub OnPdf(control As IRibbonControl)
    Python "export_pdf(pages=" & PythonText(control.Tag) & ")"
End Sub

Public Sub OnCalendar(control As IRibbonControl)
    Python "export_calendar()"
End Sub

Public Sub OnHelp(control As IRibbonControl)
    Python "help()"
End Sub

Public Sub OnAbout(control As IRibbonControl)
    Python "about()"
End Sub

' -- what the controls show -------------------------------------------------------------------------------------------

Public Sub GetHasBook(control As IRibbonControl, ByRef returnedVal)
    returnedVal = Not ActiveWorkbook Is Nothing
End Sub

Public Sub GetHasClients(control As IRibbonControl, ByRef returnedVal)
    returnedVal = HasClients(ActiveWorkbook)
End Sub

Public Sub GetHasResults(control As IRibbonControl, ByRef returnedVal)
    returnedVal = HasResults(ActiveWorkbook)
End Sub

Public Sub GetHasServices(control As IRibbonControl, ByRef returnedVal)
    returnedVal = HasServices(ActiveWorkbook)
End Sub

Public Sub GetHasFilters(control As IRibbonControl, ByRef returnedVal)
    returnedVal = FilterCount(ActiveWorkbook) > 0
End Sub

Public Sub GetAsOfLabel(control As IRibbonControl, ByRef returnedVal)
    returnedVal = AsOfLabel(ActiveWorkbook)
End Sub

Public Sub GetStatus(control As IRibbonControl, ByRef returnedVal)
    returnedVal = RefreshStatus(ActiveWorkbook)
End Sub

Public Sub GetIsValueBasis(control As IRibbonControl, ByRef returnedVal)
    returnedVal = ValueBasis(ActiveWorkbook) = control.Tag
End Sub

Public Sub GetIsSizeByEmployees(control As IRibbonControl, ByRef returnedVal)
    returnedVal = SizeByEmployees(ActiveWorkbook)
End Sub

Public Sub GetFilterLabel(control As IRibbonControl, ByRef returnedVal)
    returnedVal = FilterLabel(ActiveWorkbook, control.Tag)
End Sub

Public Sub GetFilterMenu(control As IRibbonControl, ByRef returnedVal)
    returnedVal = FilterMenu(ActiveWorkbook, control.Tag)
End Sub

Public Sub GetFilterCount(control As IRibbonControl, ByRef returnedVal)
    returnedVal = "Filters in force: " & FilterCount(ActiveWorkbook)
End Sub

Public Sub GetTicked(control As IRibbonControl, ByRef returnedVal)
    returnedVal = True
End Sub

Public Sub GetNotTicked(control As IRibbonControl, ByRef returnedVal)
    returnedVal = False
End Sub

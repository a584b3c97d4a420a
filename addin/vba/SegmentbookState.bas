Attribute VB_Name = "SegmentbookState"
Option Explicit
Option Private Module
' What the ribbon shows, read from the workbook in front: its tables Settings and Filters and the hidden names of Segmentbook.
' Nothing is kept here that the workbook does not hold; it is read again after two seconds, or when the ribbon is redrawn.
' Pure VBA, no Python, and nothing is changed. Whatever is missing or damaged reads as the default: a ribbon raises no error.

Private Const MARK As String = "_Segmentbook."
Private Const STALE_SECONDS As Double = 2
Private Const HEADER_ROWS As Long = 20
Private Const MOST_VALUES As Long = 500 ' a menu of Office takes 1,000 entries, and nobody reads so many
Private Const LONGEST_VALUE As Long = 200
Private Const BLANK_VALUE As String = "(blank)"
Private Const SECONDS_A_DAY As Double = 86400

Private readBook As String ' by its name: a closed workbook is not held on to
Private readAt As Double
Private settingNames As Variant
Private settingValues As Variant
Private filterColumns As Variant
Private filterValues As Variant
Private statusText As String
Private clientsThere As Boolean
Private resultsThere As Boolean
Private servicesThere As Boolean

Public Sub ForgetState()
    readBook = ""
End Sub

Public Function HasClients(ByVal book As Object) As Boolean
    ReadState book
    HasClients = clientsThere
End Function

Public Function HasResults(ByVal book As Object) As Boolean
    ReadState book
    HasResults = resultsThere
End Function

Public Function HasServices(ByVal book As Object) As Boolean
    ReadState book
    HasServices = servicesThere
End Function

' What the last refresh said of itself.
Public Function RefreshStatus(ByVal book As Object) As String
    ReadState book
    RefreshStatus = statusText
    If Len(statusText) = 0 Then RefreshStatus = "Not refreshed yet"
End Function

Public Function AsOfLabel(ByVal book As Object) As String
    Dim typed As Variant
    AsOfLabel = "As of: today"
    typed = SettingValue(book, "As of")
    If Len(TextOf(typed)) = 0 Then Exit Function
    If VarType(typed) = vbDate Or VarType(typed) = vbDouble Then
        AsOfLabel = "As of: " & Format$(CDate(typed), "d mmm yyyy")
    Else
        AsOfLabel = "As of: " & Left$(TextOf(typed), 20)
    End If
End Function

Public Function ValueBasis(ByVal book As Object) As String
    ValueBasis = "MRR"
    If KeyOf(TextOf(SettingValue(book, "Value Basis"))) = KeyOf("MRR per Seat") Then ValueBasis = "MRR per Seat"
End Function

Public Function SizeByEmployees(ByVal book As Object) As Boolean
    Dim typed As Variant
    SizeByEmployees = True
    typed = SettingValue(book, "Size by Employees")
    If VarType(typed) = vbBoolean Then
        SizeByEmployees = typed ' as a text it would be in the language of Excel
    Else
        Select Case KeyOf(TextOf(typed))
            Case "no", "n", "false", "0"
                SizeByEmployees = False
        End Select
    End If
End Function

' How many rows of the table Filters are in force.
Public Function FilterCount(ByVal book As Object) As Long
    Dim row As Long
    ReadState book
    If Not IsArray(filterColumns) Then Exit Function
    For row = 1 To UBound(filterColumns, 1)
        If Len(KeyOf(TextOf(filterColumns(row, 1)))) > 0 Then
            If ChosenIn(row).Count > 0 Then FilterCount = FilterCount + 1
        End If
    Next row
End Function

' "Manager: Ann", "Manager: 3 chosen", "Manager: all". names: the label, the column, and other names of that column.
Public Function FilterLabel(ByVal book As Object, ByVal names As String) As String
    Dim chosen As Collection
    Set chosen = ChosenValues(book, names)
    FilterLabel = Split(names, "|")(0) & ": "
    If chosen.Count = 0 Then
        FilterLabel = FilterLabel & "all"
    ElseIf chosen.Count = 1 Then
        FilterLabel = FilterLabel & Ampersands(Left$(chosen(1), 24))
    Else
        FilterLabel = FilterLabel & chosen.Count & " chosen"
    End If
End Function

Public Function FilterColumn(ByVal names As String) As String
    FilterColumn = Split(names, "|")(1)
End Function

' The menu of one filter: all, then every value that the column has in SegmentResults, those in force ticked.
Public Function FilterMenu(ByVal book As Object, ByVal names As String) As String
    Dim entries As String
    Dim chosen As Collection
    Dim column As String
    Dim known As Variant
    Dim position As Long
    column = FilterColumn(names)
    Set chosen = ChosenValues(book, names)
    known = KnownValues(book, column, chosen)
    entries = "<menu xmlns=""http://schemas.microsoft.com/office/2009/07/customui"">" & _
        "<checkBox id=""segmentsAll"" label=""All"" tag=""" & Escaped(column) & """ getPressed=""SegmentbookRibbon." & _
        IIf(chosen.Count = 0, "GetTicked", "GetNotTicked") & """ onAction=""SegmentbookRibbon.OnFilterAll""/>" & _
        "<menuSeparator id=""segmentsAllSeparator""/>"
    If IsArray(known) Then
        For position = LBound(known) To UBound(known)
            If position - LBound(known) = MOST_VALUES Then
                entries = entries & "<button id=""segmentsMore"" label=""More: type them in the table Filters"" " & _
                    "onAction=""SegmentbookRibbon.OnFilters""/>"
                Exit For
            End If
            entries = entries & FilterEntry(column, known(position), position, IsIn(chosen, known(position)))
        Next position
    End If
    FilterMenu = entries & "</menu>"
End Function

' A text as Python takes it between single quotes: letters and digits of English, blank and hyphen; all else by its number.
Public Function PythonText(ByVal text As String) As String
    Dim position As Long
    Dim letter As String
    For position = 1 To Len(text)
        letter = Mid$(text, position, 1)
        If Not IsPlain(letter) Then
            letter = "\u" & LCase$(Right$("000" & Hex$(AscW(letter) And &HFFFF&), 4))
        End If
        PythonText = PythonText & letter
    Next position
    PythonText = "'" & PythonText & "'"
End Function

' A typed date as 2026-06-30, "" where it is none.
Public Function IsoDate(ByVal typed As String) As String
    On Error GoTo none
    If Not IsDate(typed) Then Exit Function
    If Year(CDate(typed)) < 1901 Then Exit Function ' a time of day
    IsoDate = Format$(Year(CDate(typed)), "0000") & "-" & Format$(Month(CDate(typed)), "00") & "-" & _
        Format$(Day(CDate(typed)), "00")
none:
End Function

' Whether a sheet holds what the ribbon shows, so that a change of it is to be seen there.
Public Function HoldsState(ByVal sheet As Object) As Boolean
    Dim native As Object
    On Error GoTo none ' a chart sheet has no tables
    For Each native In sheet.ListObjects
        If IsNamed(native.Name, "Settings", "_Segmentbook") Or IsNamed(native.Name, "Filters", "_Segmentbook") Then
            HoldsState = True
        End If
    Next native
    If IsNamed(sheet.Name, "Settings", " (Segmentbook)") Or IsNamed(sheet.Name, "Filters", " (Segmentbook)") Then
        HoldsState = True
    End If
none:
End Function

' -- reading ----------------------------------------------------------------------------------------------------------

Private Sub ReadState(ByVal book As Object)
    Dim named As String
    On Error Resume Next ' a protected or damaged part of a book leaves the defaults
    If Not book Is Nothing Then named = book.FullName
    If Len(named) > 0 And named = readBook Then
        If Elapsed(readAt) < STALE_SECONDS Then Exit Sub
    End If
    settingNames = Empty
    settingValues = Empty
    filterColumns = Empty
    filterValues = Empty
    statusText = ""
    clientsThere = False
    resultsThere = False
    servicesThere = False
    readBook = named
    readAt = Timer
    If book Is Nothing Then Exit Sub
    ReadTable book, "Settings", "Setting", "Value", settingNames, settingValues
    ReadTable book, "Filters", "Column", "Values", filterColumns, filterValues
    clientsThere = HasTable(book, "Clients", Array()) ' its headers may go by many names: Python says which it lacks
    resultsThere = HasTable(book, "SegmentResults", Array("Client", "Segment"))
    servicesThere = HasTable(book, "Services", Array())
    statusText = NamedText(book, "LastRefresh")
End Sub

' Seconds since; also over midnight.
Public Function Elapsed(ByVal since As Double) As Double
    Elapsed = Timer - since
    If Elapsed < 0 Then Elapsed = Elapsed + SECONDS_A_DAY
End Function

Private Sub ReadTable(ByVal book As Object, ByVal table As String, ByVal first As String, ByVal second As String, _
        ByRef firsts As Variant, ByRef seconds As Variant)
    Dim headers As Object
    Dim body As Object
    If Not FindTable(book, table, Array(first, second), headers, body) Then Exit Sub
    firsts = ColumnValues(headers, body, first)
    seconds = ColumnValues(headers, body, second)
End Sub

Private Function HasTable(ByVal book As Object, ByVal table As String, ByVal required As Variant) As Boolean
    Dim headers As Object
    Dim body As Object
    On Error GoTo none
    HasTable = FindTable(book, table, required, headers, body)
none:
End Function

' A native table of the name, one that Segmentbook has named first; else a sheet of the name with such headers.
Private Function FindTable(ByVal book As Object, ByVal table As String, ByVal required As Variant, _
        ByRef headers As Object, ByRef body As Object) As Boolean
    Dim sheet As Object
    Dim native As Object
    For Each sheet In book.Worksheets
        For Each native In sheet.ListObjects
            If IsNamed(native.Name, table, "_Segmentbook") Then
                If Not native.HeaderRowRange Is Nothing Then
                    If HasHeaders(native.HeaderRowRange, required) Then
                        If headers Is Nothing Or LCase$(native.Name) <> LCase$(table) Then
                            Set headers = native.HeaderRowRange
                            Set body = native.DataBodyRange
                        End If
                    End If
                End If
            End If
        Next native
    Next sheet
    If headers Is Nothing Then
        For Each sheet In book.Worksheets
            If IsNamed(sheet.Name, table, " (Segmentbook)") Then FindOnSheet sheet, required, headers, body
        Next sheet
    End If
    FindTable = Not headers Is Nothing
End Function

Private Function IsNamed(ByVal given As String, ByVal wanted As String, ByVal ending As String) As Boolean
    IsNamed = LCase$(given) = LCase$(wanted) Or LCase$(given) = LCase$(wanted & ending)
End Function

Private Sub FindOnSheet(ByVal sheet As Object, ByVal required As Variant, ByRef headers As Object, ByRef body As Object)
    Dim used As Object
    Dim row As Long
    Set used = sheet.UsedRange
    For row = 1 To used.Rows.Count
        If used.Row + row - 1 > HEADER_ROWS Then Exit Sub
        If HasHeaders(used.Rows(row), required) Then
            Set headers = used.Rows(row)
            Set body = Nothing
            If row < used.Rows.Count Then Set body = used.Offset(row, 0).Resize(used.Rows.Count - row, used.Columns.Count)
            Exit Sub
        End If
    Next row
End Sub

Private Function HasHeaders(ByVal headers As Object, ByVal required As Variant) As Boolean
    Dim header As Variant
    For Each header In required
        If HeaderPosition(headers, header) = 0 Then Exit Function
    Next header
    HasHeaders = True
End Function

Private Function HeaderPosition(ByVal headers As Object, ByVal wanted As String) As Long
    Dim cells As Variant
    Dim position As Long
    If headers.Columns.Count = 1 Then
        If KeyOf(TextOf(headers.Cells(1, 1).Value)) = KeyOf(wanted) Then HeaderPosition = 1
        Exit Function
    End If
    cells = headers.Value ' in one go: a sheet may be in use to its last column
    For position = 1 To UBound(cells, 2)
        If KeyOf(TextOf(cells(1, position))) = KeyOf(wanted) Then
            HeaderPosition = position
            Exit Function
        End If
    Next position
End Function

' The cells of a column as an array of rows, Empty where there are none.
Private Function ColumnValues(ByVal headers As Object, ByVal body As Object, ByVal header As String) As Variant
    Dim cells As Variant
    Dim position As Long
    Dim one(1 To 1, 1 To 1) As Variant
    position = HeaderPosition(headers, header)
    If body Is Nothing Or position = 0 Then Exit Function
    If body.Rows.Count = 1 Then
        one(1, 1) = body.Cells(1, position).Value
        ColumnValues = one
    Else
        cells = body.Columns(position).Value
        ColumnValues = cells
    End If
End Function

' A text that is kept in a hidden name: ="so"
Private Function NamedText(ByVal book As Object, ByVal key As String) As String
    Dim formula As String
    On Error GoTo none
    formula = book.Names(MARK & key).RefersTo
    If Left$(formula, 2) = "=""" And Right$(formula, 1) = """" Then
        NamedText = Replace(Mid$(formula, 3, Len(formula) - 3), """""", """")
    End If
none:
End Function

Private Function SettingValue(ByVal book As Object, ByVal wanted As String) As Variant
    Dim row As Long
    SettingValue = Empty ' what a blank cell reads
    ReadState book
    If Not IsArray(settingNames) Then Exit Function
    For row = 1 To UBound(settingNames, 1)
        If KeyOf(TextOf(settingNames(row, 1))) = KeyOf(wanted) Then
            SettingValue = settingValues(row, 1)
            Exit Function
        End If
    Next row
End Function

' -- filters ----------------------------------------------------------------------------------------------------------

' The values in force of a column that may go by several names.
Private Function ChosenValues(ByVal book As Object, ByVal names As String) As Collection
    Dim found As Collection
    Dim row As Long
    Dim place As Long
    Dim value As Variant
    Dim words As Variant
    Set found = New Collection
    Set ChosenValues = found
    words = Split(names, "|")
    ReadState book
    If Not IsArray(filterColumns) Then Exit Function
    For row = 1 To UBound(filterColumns, 1)
        For place = 1 To UBound(words) ' the first is the label
            If KeyOf(TextOf(filterColumns(row, 1))) = KeyOf(words(place)) Then
                For Each value In ChosenIn(row)
                    If Not IsIn(found, value) Then found.Add value
                Next value
                Exit For
            End If
        Next place
    Next row
End Function

' The values of one row of Filters.
Private Function ChosenIn(ByVal row As Long) As Collection
    Dim found As Collection
    Dim part As Variant
    Set found = New Collection
    For Each part In Split(TextOf(filterValues(row, 1)), ";")
        If Len(Trim$(part)) > 0 Then found.Add Trim$(part)
    Next part
    Set ChosenIn = found
End Function

Private Function IsIn(ByVal values As Collection, ByVal wanted As String) As Boolean
    Dim value As Variant
    For Each value In values
        If StrComp(value, wanted, vbTextCompare) = 0 Then
            IsIn = True
            Exit Function
        End If
    Next value
End Function

' What a column of SegmentResults holds and what is chosen, sorted, each once, blank last; Empty where there is nothing.
Private Function KnownValues(ByVal book As Object, ByVal column As String, ByVal chosen As Collection) As Variant
    Dim headers As Object
    Dim body As Object
    Dim cells As Variant
    Dim found As Collection
    Dim value As Variant
    Dim row As Long
    Dim isBlank As Boolean
    Set found = New Collection
    On Error Resume Next ' a collection refuses a key that it has: so each value comes once
    If FindTable(book, "SegmentResults", Array("Client", column), headers, body) Then
        cells = ColumnValues(headers, body, column)
        If IsArray(cells) Then
            For row = 1 To UBound(cells, 1)
                value = TextOf(cells(row, 1))
                If Len(value) = 0 Then
                    isBlank = True
                ElseIf Len(value) <= LONGEST_VALUE And InStr(value, ";") = 0 Then ' ; parts the values in Filters
                    found.Add value, "k" & LCase$(value)
                End If
            Next row
        End If
    End If
    For Each value In chosen
        If LCase$(value) = BLANK_VALUE Then
            isBlank = True
        Else
            found.Add value, "k" & LCase$(value)
        End If
    Next value
    On Error GoTo 0
    KnownValues = Sorted(found, isBlank)
End Function

Private Function Sorted(ByVal values As Collection, ByVal andBlank As Boolean) As Variant
    Dim texts() As String
    Dim position As Long
    Dim value As Variant
    If values.Count = 0 And Not andBlank Then Exit Function
    ReDim texts(0 To values.Count + IIf(andBlank, 0, -1))
    For Each value In values
        texts(position) = value
        position = position + 1
    Next value
    If values.Count > 1 Then SortTexts texts, 0, values.Count - 1
    If andBlank Then texts(values.Count) = BLANK_VALUE
    Sorted = texts
End Function

Private Sub SortTexts(ByRef texts() As String, ByVal first As Long, ByVal last As Long)
    Dim low As Long
    Dim high As Long
    Dim middle As String
    Dim swapped As String
    low = first
    high = last
    middle = texts((first + last) \ 2)
    Do While low <= high
        Do While StrComp(texts(low), middle, vbTextCompare) < 0
            low = low + 1
        Loop
        Do While StrComp(texts(high), middle, vbTextCompare) > 0
            high = high - 1
        Loop
        If low <= high Then
            swapped = texts(low)
            texts(low) = texts(high)
            texts(high) = swapped
            low = low + 1
            high = high - 1
        End If
    Loop
    If first < high Then SortTexts texts, first, high
    If low < last Then SortTexts texts, low, last
End Sub

Private Function FilterEntry(ByVal column As String, ByVal value As String, ByVal number As Long, _
        ByVal isChosen As Boolean) As String
    FilterEntry = "<checkBox id=""segmentsValue" & number & """ label=""" & Escaped(Ampersands(value)) & _
        """ tag=""" & Escaped(column & "|" & value) & """ getPressed=""SegmentbookRibbon." & _
        IIf(isChosen, "GetTicked", "GetNotTicked") & """ onAction=""SegmentbookRibbon.OnFilterValue""/>"
End Function

' -- texts ------------------------------------------------------------------------------------------------------------

' What a cell shows as text; an error and a blank are nothing.
Private Function TextOf(ByVal value As Variant) As String
    If IsError(value) Or IsEmpty(value) Or IsNull(value) Then Exit Function
    TextOf = Trim$(CStr(value))
End Function

' A name as it is compared: without regard to case, spaces and punctuation.
Private Function KeyOf(ByVal text As String) As String
    Dim position As Long
    Dim letter As String
    For position = 1 To Len(text)
        letter = LCase$(Mid$(text, position, 1))
        If (letter >= "a" And letter <= "z") Or (letter >= "0" And letter <= "9") Or (AscW(letter) And &HFFFF&) > 127 Then
            KeyOf = KeyOf & letter
        End If
    Next position
End Function

Private Function IsPlain(ByVal letter As String) As Boolean
    Dim code As Long
    code = AscW(letter) And &HFFFF&
    IsPlain = code = 32 Or code = 45 Or (code >= 48 And code <= 57) Or (code >= 65 And code <= 90) Or (code >= 97 And code <= 122)
End Function

' In a label one ampersand underlines the letter behind it; two are one.
Private Function Ampersands(ByVal text As String) As String
    Ampersands = Replace(text, "&", "&&")
End Function

' A text as an attribute of XML; what XML has no place for becomes a blank.
Private Function Escaped(ByVal text As String) As String
    Dim position As Long
    Dim code As Long
    For position = 1 To Len(text)
        code = AscW(Mid$(text, position, 1)) And &HFFFF&
        If code < 32 Or code = &HFFFE& Or code = &HFFFF& Then Mid(text, position, 1) = " "
    Next position
    text = Replace(text, "&", "&amp;")
    text = Replace(text, "<", "&lt;")
    text = Replace(text, ">", "&gt;")
    Escaped = Replace(text, """", "&quot;")
End Function

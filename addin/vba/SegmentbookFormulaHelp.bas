Attribute VB_Name = "SegmentbookFormulaHelp"
Option Explicit
Option Private Module
' Written by python -m addin.formulas_vba from the formulas in udfs: do not edit.
' What the function wizard shows of each formula.

' True where Excel took it all. It refuses while there is no workbook: then it is to be told again.
Public Function DescribeFormulas() As Boolean
    On Error GoTo refused
    Describe "CONTRACTMRR", _
        "Monthly recurring revenue of a client: the sum of its contract lines that count at the date.", _
        Array("The client, by the name or ID that the table uses.", _
        "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from unless it stands in its row.", _
        "The date it is computed for. Left out: today.", _
        "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.")
    Describe "EFFORTSCORE", _
        "How much work a client is, 0-100: the weighted effort measures of its row.", _
        Array("One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.", _
        "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.", _
        "The scorecard with its headers, such as HealthMeasures[#All]. Left out: the template's.")
    Describe "HEALTHBAND", _
        "The name of the health band that a score is in; a score equal to a minimum is in the upper band.", _
        Array("A health score, 0-100.", _
        "The health bands with their headers, such as HealthBands[#All]. Left out: the template's.")
    Describe "HEALTHSCORE", _
        "How well a client is, 0-100: the weighted health measures of its row.", _
        Array("One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.", _
        "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.", _
        "The scorecard with its headers, such as HealthMeasures[#All]. Left out: the template's.")
    Describe "OVERALLVALUE", _
        "What a client is worth a month: its Segment Value where typed (0 counts), else its Contract MRR.", _
        Array("One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.", _
        "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.", _
        "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from unless it stands in its row.", _
        "The date it is computed for. Left out: today.", _
        "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.")
    Describe "SEGMENT", _
        "The code of the segment that a client falls in: its value and its effort score, each against its cut.", _
        Array("One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.", _
        "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.", _
        "From this value a month on, a client is of high value. Left out: 5,000. The workbook's own cut is the name ValueCut.", _
        "From this effort score on, 0-100, a client is of high effort. Left out: 50. The workbook's own cut is the name EffortCut.", _
        "The effort scorecard with its headers, such as EffortMeasures[#All]. Left out: the template's.", _
        "The four segments with their headers, such as Segments[#All]. Left out: HL, HH, LL and LH.", _
        "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from unless it stands in its row.", _
        "The date it is computed for. Left out: today.", _
        "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.")
    Describe "SEGMENTTABLE", _
        "Client, Overall Value, Effort Score, Health Score, Health Band and Segment of every client, spilled with headers.", _
        Array("The table of clients with its headers, such as Clients[#All].", _
        "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from unless it stands in its row.", _
        "The effort scorecard with its headers, such as EffortMeasures[#All]. Left out: the template's.", _
        "The health scorecard with its headers, such as HealthMeasures[#All]. Left out: the template's.", _
        "The health bands with their headers, such as HealthBands[#All]. Left out: the template's.", _
        "The four segments with their headers, such as Segments[#All]. Left out: HL, HH, LL and LH.", _
        "The date it is computed for. Left out: today.", _
        "From this value a month on, a client is of high value. Left out: 5,000. The workbook's own cut is the name ValueCut.", _
        "From this effort score on, 0-100, a client is of high effort. Left out: 50. The workbook's own cut is the name EffortCut.", _
        "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.")
    Describe "SEGMENTWHY", _
        "Why a client is in its segment, in words: its value and its effort, each against its cut.", _
        Array("One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.", _
        "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.", _
        "From this value a month on, a client is of high value. Left out: 5,000. The workbook's own cut is the name ValueCut.", _
        "From this effort score on, 0-100, a client is of high effort. Left out: 50. The workbook's own cut is the name EffortCut.", _
        "The effort scorecard with its headers, such as EffortMeasures[#All]. Left out: the template's.", _
        "The four segments with their headers, such as Segments[#All]. Left out: HL, HH, LL and LH.", _
        "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from unless it stands in its row.", _
        "The date it is computed for. Left out: today.", _
        "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.")
    Describe "SERVICECOST", _
        "What a service costs us for one account in a year: cost per time x times a year.", _
        Array("What doing it once for one account costs.", _
        "How often a year.")
    Describe "SERVICEVALUE", _
        "What a service is worth in a year at our price: its annual cost with the margin on top.", _
        Array("What doing it once for one account costs.", _
        "How often a year.", _
        "The margin as a share, such as 0.35; the factor where the method is Multiplier. Blank: none.", _
        "Margin: cost / (1 - m). Markup: cost x (1 + m). Multiplier: cost x m. Left out: Margin.")
    Describe "TECHDEBT", _
        "What replacing a client's old equipment costs: assets past End of Life, or within the warning before it.", _
        Array("The client, by the name or ID that the table uses.", _
        "The assets with their headers, such as Assets[#All].", _
        "The date it is computed for. Left out: today.", _
        "Months before End of Life from which an asset counts. Left out: 12.")
    Describe "TIER", _
        "The service tier of an account by its ARR: the first tier whose Minimum ARR it reaches.", _
        Array("Annual recurring revenue of one account.", _
        "The tiers with their headers, the highest first, such as Tiers[#All]. Left out: the template's.")
    Describe "TIERS", _
        "The service tiers of all accounts by their share of all ARR, spilled: the largest accounts first.", _
        Array("Annual recurring revenue of all accounts, such as SegmentResults[ARR]: one column, no header.", _
        "The tiers with their headers, the highest first, such as Tiers[#All]. Left out: the template's.")
    Describe "VALUEPERSEAT", _
        "What a client is worth a month and employee: Overall Value / Employees.", _
        Array("One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.", _
        "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.", _
        "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from unless it stands in its row.", _
        "The date it is computed for. Left out: today.", _
        "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.")
    ThisWorkbook.Saved = True ' what the wizard shows is not kept in the file
    DescribeFormulas = True
refused:
End Function

Private Sub Describe(ByVal formula As String, ByVal summary As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & formula, Description:=summary, _
        Category:="Segmentbook", ArgumentDescriptions:=arguments
End Sub

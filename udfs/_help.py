"""What the function wizard says of an argument: one text for one name, in every formula alike."""

from __future__ import annotations

__all__ = ["helped"]

_TEXTS = {
    "row": "One client's row of Clients or SegmentResults, such as Clients[@]; or two cells: value and effort score.",
    "headers": "The header row of that table, such as Clients[#Headers]. Left out: the template's Clients columns.",
    "value_cut": "From this value a month on, a client is of high value. Left out: 5,000. "
    "The workbook's own cut is the name ValueCut.",
    "effort_cut": "From this effort score on, 0-100, a client is of high effort. Left out: 50. "
    "The workbook's own cut is the name EffortCut.",
    "effort_measures": "The effort scorecard with its headers, such as EffortMeasures[#All]. Left out: the template's.",
    "health_measures": "The health scorecard with its headers, such as HealthMeasures[#All]. Left out: the template's.",
    "measures": "The scorecard with its headers, such as HealthMeasures[#All]. Left out: the template's.",
    "segments": "The four segments with their headers, such as Segments[#All]. Left out: HL, HH, LL and LH.",
    "bands": "The health bands with their headers, such as HealthBands[#All]. Left out: the template's.",
    "tiers": "The tiers with their headers, the highest first, such as Tiers[#All]. Left out: the template's.",
    "clients": "The table of clients with its headers, such as Clients[#All].",
    "contracts": "The contract lines with their headers, such as Contracts[#All]: where a client's value comes from "
    "unless it stands in its row.",
    "assets": "The assets with their headers, such as Assets[#All].",
    "rates": "Exchange rates with their headers, such as Rates[#All]. Needed where lines are in several currencies.",
    "as_of": "The date it is computed for. Left out: today.",
    "client": "The client, by the name or ID that the table uses.",
    "warning_months": "Months before End of Life from which an asset counts. Left out: 12.",
    "score": "A health score, 0-100.",
    "arr": "Annual recurring revenue of one account.",
    "arr_column": "Annual recurring revenue of all accounts, such as SegmentResults[ARR]: one column, no header.",
    "cost": "What doing it once for one account costs.",
    "times_a_year": "How often a year.",
    "margin": "The margin as a share, such as 0.35; the factor where the method is Multiplier. Blank: none.",
    "method": "Margin: cost / (1 - m). Markup: cost x (1 + m). Multiplier: cost x m. Left out: Margin.",
}


def helped(*arguments: str) -> dict[str, str]:
    """The help of some arguments, in their order."""
    return {argument: _TEXTS[argument] for argument in arguments}

"""Worked examples of the formulas: name, formula, what it gives in the sample, what it says.

Written by ``python -m addin.formula_examples``, which computes the values; do not edit.
"""

from __future__ import annotations

__all__ = ["EXAMPLES"]

EXAMPLES: tuple[tuple[str, str, str | float, str], ...] = (
    (
        "SEGMENT",
        "=SEGMENT({12400,61.5})",
        "HH",
        "The shortest form: a value a month and an effort score. Without cuts, 5,000 and 50 hold.",
    ),
    (
        "SEGMENT",
        "=SEGMENT(Clients!A5:AN5, Clients[#Headers], ValueCut, EffortCut, EffortMeasures[#All], Segments[#All], Contracts[#All], DATE(2026,6,30), Rates[#All])",
        "HL",
        "One client as it was typed: its value comes from its contracts, its effort from its measures, the cuts are those of this workbook. In a column beside the table, write Clients[@] for its cells.",
    ),
    (
        "SEGMENT",
        "=SEGMENT(SegmentResults!A5:BX5, SegmentResults[#Headers],20000,30)",
        "LH",
        "What if? A result row has its value and effort already; here both cuts are others than the book's.",
    ),
    (
        "SEGMENTWHY",
        "=SEGMENTWHY({12400,61.5})",
        "High value: 12,400.00 a month, cut 5,000.00. High effort: 61.5, cut 50.0.",
        "The same decision in words: which side of each cut.",
    ),
    (
        "SEGMENTWHY",
        "=SEGMENTWHY(Clients!A7:AN7, Clients[#Headers], ValueCut, EffortCut, EffortMeasures[#All], Segments[#All], Contracts[#All], DATE(2026,6,30), Rates[#All])",
        "High value: 15,803.20 a month from contracts, cut 5,000.00. High effort: 64.3, cut 50.0 (most by After-hours Support).",
        "One client as it was typed: also where the value comes from, and what counts most in the effort.",
    ),
    (
        "SEGMENTTABLE",
        "=SEGMENTTABLE(Clients[#All], Contracts[#All], EffortMeasures[#All], HealthMeasures[#All], HealthBands[#All], Segments[#All], DATE(2026,6,30), ValueCut, EffortCut, Rates[#All])",
        "37 rows x 6 columns: Client, Overall Value, Effort Score, Health Score, Health Band, Segment / Halvorsen Precision Castings, 19,465, 30.8, 95.5, Healthy, HL / ...",
        "All clients at once, spilled below and beside the cell with a header row: one formula for the whole book.",
    ),
    (
        "SEGMENTTABLE",
        "=INDEX(SEGMENTTABLE(Clients[#All], Contracts[#All],,,,, DATE(2026,6,30),,, Rates[#All]),3,6)",
        "HH",
        "One cell of it: the segment of the second client. What is left out is as in the template.",
    ),
    (
        "OVERALLVALUE",
        "=OVERALLVALUE(Clients!A6:AN6, Clients[#Headers], Contracts[#All], DATE(2026,6,30), Rates[#All])",
        17615.0,
        "What the client is worth a month: its Segment Value where one is typed, else its contracts.",
    ),
    (
        "VALUEPERSEAT",
        "=VALUEPERSEAT(Clients!A6:AN6, Clients[#Headers], Contracts[#All], DATE(2026,6,30), Rates[#All])",
        97.861111111,
        "The same for each of its employees.",
    ),
    (
        "CONTRACTMRR",
        '=CONTRACTMRR("Halvorsen Precision Castings", Contracts[#All], DATE(2026,6,30), Rates[#All])',
        19465.0,
        "The contract lines that count on that day, as MrrLedger lists them, in the base currency.",
    ),
    (
        "CONTRACTMRR",
        '=CONTRACTMRR("Halvorsen Precision Castings", Contracts[#All], DATE(2024,12,31), Rates[#All])',
        15585.0,
        "Any past day gives that day's figure.",
    ),
    (
        "TECHDEBT",
        '=TECHDEBT("Brightmoor Family Clinics", Assets[#All], DATE(2026,6,30))',
        150180.0,
        "Equipment past its End of Life, or within 12 months of it: replacement cost times quantity.",
    ),
    (
        "TECHDEBT",
        '=TECHDEBT("Brightmoor Family Clinics", Assets[#All], DATE(2026,6,30),0)',
        113280.0,
        "Only what is past it.",
    ),
    (
        "EFFORTSCORE",
        "=EFFORTSCORE(Clients!A6:AN6, Clients[#Headers], EffortMeasures[#All])",
        72.7,
        "The weighted effort measures of the row, 0-100. A blank measure's weight goes to the others.",
    ),
    (
        "HEALTHSCORE",
        "=HEALTHSCORE(Clients!A6:AN6, Clients[#Headers], HealthMeasures[#All])",
        71.3,
        "The same by the health measures.",
    ),
    (
        "HEALTHBAND",
        "=HEALTHBAND(75, HealthBands[#All])",
        "Healthy",
        "A score equal to a band's minimum is in that band ...",
    ),
    (
        "HEALTHBAND",
        "=HEALTHBAND(74.9, HealthBands[#All])",
        "Satisfactory",
        "... and just below it in the one below.",
    ),
    (
        "TIER",
        "=TIER(90000, Tiers[#All])",
        "Tier 2 - Mid-market",
        "The service tier by Minimum ARR: the first whose minimum is reached.",
    ),
    (
        "TIERS",
        "=TIERS(SegmentResults[ARR], Tiers[#All])",
        "36 cells, the first: Tier 1 - Strategic",
        "The tiers of a whole column by its share of all ARR, spilled: one cell for each account.",
    ),
    (
        "TIERS",
        "=INDEX(TIERS(SegmentResults[ARR], Tiers[#All]),1,1)",
        "Tier 1 - Strategic",
        "One cell of it: the first account.",
    ),
    (
        "SERVICECOST",
        "=SERVICECOST(640,4)",
        2560.0,
        "640 each time, four times a year.",
    ),
    (
        "SERVICEVALUE",
        "=SERVICEVALUE(640,4,0.35)",
        3938.461538462,
        "The same at our price, with a margin of 35%: cost / (1 - margin).",
    ),
    (
        "SERVICEVALUE",
        '=SERVICEVALUE(640,4,0.35,"Markup")',
        3456.0,
        "With a markup instead: cost x (1 + markup).",
    ),
)

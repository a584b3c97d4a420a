"""The sheet that opens first: what the workbook is and what to do with it, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from segmentbook.report import look
from segmentbook.report.places import Names, link_to
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style

__all__ = ["START", "start_sheet"]

START = "Start"
"""Key and name of the sheet."""

_STEPS = (
    (
        "Fill in Clients and Contracts.",
        "One row a client, one row a contract line. Type below the last row or paste; each header has a note that "
        "says what belongs there.",
        "Clients",
    ),
    (
        "Refresh.",
        'Save, close and run:  segmentbook refresh "this workbook.xlsx"  (or, with the add-in, press Refresh).',
        "",
    ),
    (
        "Read the Dashboard, then DataIssues.",
        "The map shows every client by value, effort and health. What could not be counted is listed with its cell.",
        "Dashboard",
    ),
)

_SHEETS = (
    (
        "What you read",
        "black: computed at each refresh",
        (
            ("Dashboard", "The segment map: value across, effort up, coloured by health; with the totals beside it."),
            ("Client Card", "One client on a page: choose it at the top; the left side prints for a business review."),
            ("Tiering", "Service tiers: what each gets, what that costs and is worth, and whether it fits the budget."),
            ("Churn Watch", "Who renews this quarter, who asked to cancel, alerts, unused seats, shrinking revenue."),
            ("What Moved", "Since the last review: who moved from where to where, why, and how revenue went."),
            ("SegmentResults", "One row a client: value, effort, health, segment, tier, next review, and why."),
            (
                "MrrLedger",
                "Every contract line with its monthly revenue and why it counts or not; adds up to the total.",
            ),
            ("Reviews", "When each client is to be reviewed, overdue reviews first, and whose rhythm says so."),
            ("ReviewCalendar", "Reviews by month and account manager; segmentbook export --ics takes them to Outlook."),
            ("BandSummary", "Clients and revenue by health band."),
            ("TierSummary", "Accounts and revenue by service tier."),
            ("ServiceCosts", "What each service costs and is worth in each tier."),
            ("AccountServices", "What serving each client costs, service by service."),
            ("ServicePlan", "The services that fit the Service Budget; a proposal."),
            ("TierSimulation", "What other cuts between the tiers would cost and cover."),
            ("StackSummary", "Each item of your stack: who has it, and what the others would bring."),
            ("ClientStack", "Which client has which item; what the Dashboard's charts of the stack count."),
            ("AssetLedger", "Every asset: whether it is due for replacement, and what that costs."),
            ("MeasureScores", "What each measure scores for each client; Client Card looks it up."),
            ("StageSummary", "Clients by the stage of their life with you, by health band and tier."),
            ("ClientStages", "Since when each client has been in its stage, by the history."),
            (
                "ClientAnalysis",
                "Which kind of client succeeds and which fades: by tier, segment, stage, industry, region.",
            ),
            ("Alerts", "Risk flags of the accounts in the higher tiers: since when, and the ARR at stake."),
            ("ListSummary", "Your customer lists: what each asks for, how many clients and how much ARR are in it."),
            ("ListMembers", "Whom to act on: the clients of each list, with renewal, contact and last interaction."),
            ("Movement", "Every client that moved since the compared snapshot, and what moved it."),
            ("RecurringBridge", "Recurring revenue by month: new, expansion, contraction, churn, reactivation."),
            ("Retention", "What the clients of twelve months ago pay today, by the year they first paid."),
            ("DataIssues", "What could not be taken as it stands, with a link to its cell."),
            ("Snapshots", "What each refresh found: one snapshot a date, so that you can see what has moved since."),
            ("HistoryInputs", "The inputs and settings that changed between snapshots: why it has moved."),
            ("ChartData", "The small tables behind the Dashboard's charts; they count the rows you see."),
        ),
    ),
    (
        "What you fill in",
        "blue: typed by you, never changed by a refresh",
        (
            ("Clients", "Who they are, what you measure about them, and any override."),
            ("Contracts", "What they pay: amount, billing period, start and end of each line."),
            ("Assets", "Equipment and when it is due for replacement. May stay empty."),
            ("StackAlignment", "Which client has which item of your stack, and which it could have. May stay empty."),
            ("Rates", "Exchange rates, where contracts are in another currency. May stay empty."),
        ),
    ),
    (
        "How it is decided",
        "your policy: change it, refresh, and the whole book follows",
        (
            ("EffortMeasures", "What makes a client much work, and how much each measure weighs."),
            ("HealthMeasures", "What shows that a client is well, and how much each measure weighs."),
            ("HealthBands", "From which score on a client is healthy; names and colours."),
            ("Segments", "The four corners of the map: their codes, names and review rhythms."),
            ("Tiers", "The service levels and who gets them."),
            ("TierRules", "Rules of your own for tiers, where the setting Tier By is Rules."),
            ("Services", "What you do for accounts: cost, hours and margin of each service, and which tier gets it."),
            ("StackItems", "What you sell: tags and prices of each item, for a seat or a client."),
            ("LifecycleStages", "The stages of a client's life with you, in their order."),
            ("CustomerLists", "Whom to act on: conditions of the lists that each refresh makes anew."),
            ("Settings", "The cuts of the map, the as-of date, the currency and other choices."),
            ("Filters", "Which part of the book the map shows; totals, cuts and tiers are of the whole book."),
            ("Formulas", "Every rule as a cell formula of its own, with worked examples from the sample."),
        ),
    ),
)

_SAMPLE = (
    "It came with a sample: the 36 clients of an invented IT service provider on 30 June 2026 (the setting As of). "
    'For an empty workbook run:  segmentbook init "my book.xlsx"'
)
_EMPTY = "To see such a workbook filled in, run:  segmentbook demo"
_KEEP = (
    "Keep anything else you like in this workbook: a refresh writes only the sheets under 'What you read', and leaves "
    "every other sheet, chart and formula as it is."
)
_HELP = (
    "Help: point at any header to read its note; every table, column and setting is described in docs/tables.md; "
    "segmentbook --help lists the commands."
)

_LEFT, _NAME, _TEXT, _RIGHT = 2, 3, 4, 5
_WIDTHS = {1: 3.0, _LEFT: 5.0, _NAME: 24.0, _TEXT: 104.0, _RIGHT: 3.0}

_NUMBER = Style(size=14, bold=True, colour=look.WHITE, fill=look.NAVY, horizontal="center", vertical="center")
_BLOCK = look.BLOCK.but(vertical="center")
_STEP = look.BODY.but(size=11.0, bold=True, vertical="center", horizontal="left", indent=1)
_WORDS = look.BODY.but(vertical="center")
_HOW = _WORDS.but(horizontal="left", indent=1)
_LINE = look.BODY.but(vertical="center", bottom=look.HAIRLINE)
_HEIGHTS = {"title": 30.0, "line": 17.0, "block": 24.0}


def start_sheet(sheets: Collection[str], *, names: Names | None = None, sample: bool = False) -> SheetSpec:
    """The start sheet.

    Parameters
    ----------
    sheets
        Keys of the sheets that the workbook has: only these are linked to.
    names
        What sheets are called, where that is not their key.
    sample
        Whether the workbook is filled with the sample.
    """
    names = names or Names()

    def entry(key: str, text: str, style: Style, linked: Style) -> Cell:
        if key not in sheets:
            return Cell(text, style)
        return Cell(text, linked, link=link_to(names.sheet(key), "A1"))

    cells: dict[tuple[int, int], Cell] = {
        (2, _LEFT): Cell("Segmentbook", look.TITLE),
        (3, _LEFT): Cell(
            "What each client is worth, what effort it costs, how healthy it is - and what to do next.", look.SUBTITLE
        ),
        (5, _LEFT): Cell("Three steps", _BLOCK),
    }
    heights = {2: _HEIGHTS["title"], 3: _HEIGHTS["line"], 5: _HEIGHTS["block"]}
    row = 6
    for number, (what, how, target) in enumerate(_STEPS, start=1):
        cells[row, _LEFT] = Cell(number, _NUMBER)
        cells[row, _NAME] = entry(target, what, _STEP, _STEP.but(colour=look.LINK_GREEN))
        cells[row + 1, _NAME] = Cell(how, _HOW)
        heights |= {row: 20.0, row + 1: 17.0, row + 2: 7.0}
        row += 3
    for title, ink, lines in _SHEETS:
        row += 1
        cells[row, _LEFT] = Cell(title, _BLOCK)
        cells[row, _TEXT] = Cell(ink, _ink_style(ink))
        heights[row] = _HEIGHTS["block"]
        for key, text in lines:
            row += 1
            cells[row, _LEFT] = Cell(None, _LINE)
            cells[row, _NAME] = entry(key, names.sheet(key), _LINE, _LINE.but(colour=look.LINK_GREEN))
            cells[row, _TEXT] = Cell(text, _LINE)
            heights[row] = _HEIGHTS["line"]
        row += 1
    row += 1
    cells[row, _LEFT] = Cell("Good to know", _BLOCK)
    heights[row] = _HEIGHTS["block"]
    for text in _good_to_know(sample):
        row += 1
        cells[row, _LEFT] = Cell(text, _WORDS)
        heights[row] = _HEIGHTS["line"]
    return SheetSpec(
        key=START,
        name=names.sheet(START),
        tab_colour=look.TAB_PRESENTATION,
        cells=cells,
        widths=_WIDTHS,
        heights=heights,
        gridlines=False,
        headings=False,
        print=Print(fit_height=1, area=CellRange(1, 1, row, _RIGHT)),
    )


def _good_to_know(sample: bool) -> Iterable[str]:
    return (_SAMPLE if sample else _EMPTY, _KEEP, _HELP)


def _ink_style(ink: str) -> Style:
    """The words that explain an ink, in it."""
    colour = look.INPUT_BLUE if ink.startswith("blue") else look.INK if ink.startswith("black") else look.MUTED
    return look.BODY.but(colour=colour, vertical="center")

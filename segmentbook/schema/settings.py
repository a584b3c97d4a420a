"""The settings, with their defaults (product.md section 2)."""

from segmentbook.schema._types import Kind, Setting

__all__ = ["SETTINGS", "setting"]

SETTINGS = (
    Setting(
        "As of",
        "as_of",
        Kind.DATE,
        None,
        "The date the whole book is computed for; any past date reproduces that day's picture. Blank: today.",
        blank="today",
    ),
    Setting(
        "Base Currency",
        "base_currency",
        Kind.TEXT,
        "USD",
        "Currency of all results; a contract in another currency needs a row in Rates. Blank: USD.",
    ),
    Setting(
        "Value Basis",
        "value_basis",
        Kind.CHOICE,
        "MRR",
        "What decides the map and the segment: MRR, or MRR per Seat (MRR / employees). Blank: MRR.",
        choices=("MRR", "MRR per Seat"),
    ),
    Setting(
        "Value Cut",
        "value_cut",
        Kind.MONEY,
        5_000.0,
        "From this MRR on, in base currency, a client is of high value. Blank: the median of all current clients' positive values.",
        blank="the median",
        minimum=0,
    ),
    Setting(
        "Value Cut per Seat",
        "value_cut_per_seat",
        Kind.MONEY,
        None,
        "The same for MRR per seat, where Value Basis is MRR per Seat. Blank: the median.",
        blank="the median",
        minimum=0,
    ),
    Setting(
        "Effort Cut",
        "effort_cut",
        Kind.SCORE,
        50.0,
        "From this effort score on, 0-100, a client is of high effort. Blank: 50.",
        minimum=0,
        maximum=100,
    ),
    Setting(
        "Size by Employees",
        "size_by_employees",
        Kind.YESNO,
        True,
        "Yes: a bubble's area on the map shows employees. No: all bubbles are equal. Blank: Yes.",
    ),
    Setting(
        "Missing Measures",
        "missing_measures",
        Kind.CHOICE,
        "Redistribute",
        "Redistribute: a missing measure's weight goes to the others. Count as zero: it scores 0. Blank: Redistribute.",
        choices=("Redistribute", "Count as zero"),
    ),
    Setting(
        "Minimum Coverage",
        "minimum_coverage",
        Kind.SHARE,
        0.5,
        "A client with values for less than this share of a scorecard's weight has no score and is Unscored. Blank: 50%.",
        minimum=0,
        maximum=1,
    ),
    Setting(
        "Tier By",
        "tier_by",
        Kind.CHOICE,
        "ARR share",
        "ARR share: the largest accounts up to a share of ARR. ARR, Employees: by minimum. Rules: by TierRules. Blank: ARR share.",
        choices=("ARR share", "ARR", "Employees", "Rules"),
    ),
    Setting(
        "Crossing Account",
        "crossing_account",
        Kind.CHOICE,
        "Up",
        "Where Tier By is ARR share: the account that crosses a tier's share goes Up into it, or Down into the next. Blank: Up.",
        choices=("Up", "Down"),
    ),
    Setting(
        "End Date Counts",
        "end_date_counts",
        Kind.YESNO,
        True,
        "Yes: a contract's End is its last day. No: End is the first day after it, as some systems export it. Blank: Yes.",
    ),
    Setting(
        "Margin Method",
        "margin_method",
        Kind.CHOICE,
        "Margin",
        "How a service's value follows from its cost: Margin cost/(1-m), Markup cost x (1+m), Multiplier cost x m. Blank: Margin.",
        choices=("Margin", "Markup", "Multiplier"),
    ),
    Setting(
        "Service Budget",
        "service_budget",
        Kind.MONEY,
        None,
        "What all services may cost in a year, in base currency. Blank: no budget.",
        blank="no budget",
        minimum=0,
    ),
    Setting(
        "CSM Hourly Cost",
        "csm_hourly_cost",
        Kind.MONEY,
        None,
        "Cost of an hour of work, in base currency, for services that have hours and no cost of their own. Blank: not used.",
        blank="not used",
        minimum=0,
    ),
    Setting(
        "CSM Hours per Year",
        "csm_hours_per_year",
        Kind.NUMBER,
        None,
        "Hours one person works for accounts in a year: heads are the hours of all services / these. Blank: not used.",
        blank="not used",
        minimum=0,
    ),
    Setting(
        "Fiscal Year Start Month",
        "fiscal_year_start_month",
        Kind.COUNT,
        1,
        "Month in which your financial year starts: 1 = January ... 12 = December. Blank: 1.",
        minimum=1,
        maximum=12,
    ),
    Setting(
        "EOL Warning",
        "eol_warning_months",
        Kind.COUNT,
        12,
        "Months before End of Life from which an asset counts as tech debt; 0: only from End of Life. Blank: 12.",
        minimum=0,
    ),
    Setting(
        "Compare With",
        "compare_with",
        Kind.DATE,
        None,
        "Date of the snapshot to compare with. Blank: the previous snapshot.",
        blank="the previous snapshot",
    ),
    Setting(
        "History Days",
        "history_days",
        Kind.COUNT,
        7,
        "Every snapshot of the last so many days is kept, before that the last ones of each month. Blank: 7.",
        minimum=1,
    ),
    Setting(
        "History Months",
        "history_months",
        Kind.COUNT,
        None,
        "So many months of snapshots are kept, e.g. 36. Blank: all, as long as the sheet Snapshots has room.",
        blank="all",
        minimum=1,
    ),
    Setting(
        "Alert Tiers",
        "alert_tiers",
        Kind.COUNT,
        None,
        "Number of tiers, from the highest, whose accounts are watched in Alerts. Blank: all tiers but the last.",
        blank="all tiers but the last",
        minimum=1,
    ),
    Setting(
        "Analyse By",
        "analyse_by",
        Kind.TEXT,
        "",
        "Columns of Clients or SegmentResults by which ClientAnalysis sums clients up, with ; between them, e.g. "
        "Tier; Account Manager. Blank: Tier; Segment; Lifecycle Stage; Industry; Region.",
    ),
)


def setting(name: str) -> Setting | None:
    """Look a setting up by its name, without regard to case, spaces and punctuation.

    Examples
    --------
    >>> setting("effort cut").default
    50.0
    """
    from segmentbook.schema._types import header_key

    return next((s for s in SETTINGS if header_key(s.name) == header_key(name)), None)

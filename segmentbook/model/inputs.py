"""What the calculation takes: typed frames, the policy, and the settings.

Frames have one row a data row of the user's table; their index is the row's position in that table (0-based,
wholly blank rows left out), so that an issue can name the cell. Columns are named as in the schema. Texts are
``object`` columns of ``str`` with ``""`` for blank; numbers ``float64`` with NaN; dates ``datetime64[s]`` with NaT;
Yes/No columns ``object`` with True, False or None. A column that the user does not have is there all the same,
blank or at its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from segmentbook.model.history import History

__all__ = [
    "Band",
    "CustomerList",
    "Filter",
    "Inputs",
    "LifecycleStage",
    "ListCondition",
    "Measure",
    "SegmentCell",
    "Service",
    "Settings",
    "StackItem",
    "StackTables",
    "Tier",
    "TierRule",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """The Settings table, with the defaults of product.md section 2."""

    as_of: date
    base_currency: str = "USD"
    value_basis: str = "MRR"  # or "MRR per Seat"
    value_cut: float | None = 5_000.0  # None: the median
    value_cut_per_seat: float | None = None
    effort_cut: float = 50.0
    size_by_employees: bool = True
    missing_measures: str = "Redistribute"  # or "Count as zero"
    minimum_coverage: float = 0.5
    tier_by: str = "ARR share"  # or "ARR", "Employees", "Rules"
    crossing_account: str = "Up"  # or "Down"
    end_date_counts: bool = True
    margin_method: str = "Margin"  # or "Markup", "Multiplier"
    service_budget: float | None = None
    csm_hourly_cost: float | None = None
    csm_hours_per_year: float | None = None
    fiscal_year_start_month: int = 1
    eol_warning_months: int = 12
    compare_with: date | None = None  # None: the previous snapshot
    history_days: int = 7  # every snapshot of so many days is kept, then the last ones of each month
    history_months: int | None = None  # of so many months; None: of all
    alert_tiers: int | None = None  # None: all but the last
    analyse_by: str = ""  # "": the usual columns; Inputs.analysed has those that there are


@dataclass(frozen=True, slots=True)
class Measure:
    """One scored thing about a client: a row of EffortMeasures or HealthMeasures.

    A number scores ``clip((x - zero_at) / (hundred_at - zero_at), 0, 1)``; a text scores by ``choices`` (0-100).
    """

    name: str
    weight: float
    zero_at: float = 0.0
    hundred_at: float = 100.0
    choices: Mapping[str, float] = field(default_factory=dict)  # keys casefolded and stripped
    source: str = ""  # column of Clients or a computed column; "": the column of the measure's name
    description: str = ""

    @property
    def column(self) -> str:
        """The column that the measure reads."""
        return self.source or self.name


@dataclass(frozen=True, slots=True)
class Band:
    """A health band ``[minimum, next minimum)``; ``colour`` as six hex digits without ``#``."""

    name: str
    minimum: float
    colour: str
    review_months: float | None = None


@dataclass(frozen=True, slots=True)
class SegmentCell:
    """One of the four cells of the value x effort map."""

    value_high: bool
    effort_high: bool
    code: str
    name: str
    description: str = ""
    review_months: float | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A service level; tiers are ordered from the highest. ``arr_share`` is cumulative, 0-1, None: the rest."""

    name: str
    arr_share: float | None = None
    minimum_arr: float | None = None
    minimum_employees: float | None = None
    touch_model: str = ""
    review_months: float | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class TierRule:
    """One condition of a tier; conditions of one tier are ANDed, the first tier that matches wins."""

    tier: str
    column: str
    operator: str  # = <> > >= < <= contains, in, blank, not blank
    value: object


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in force: clients are shown whose ``column`` holds one of ``texts`` ("" stands for blank).

    ``row`` is its position in the table Filters, None where it comes from elsewhere.
    """

    column: str
    texts: tuple[str, ...]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ListCondition:
    """One row of CustomerLists: a column of Clients or SegmentResults, an operator, what it is compared with.

    Conditions of one ``group`` must all hold, and one of a list's groups is enough. ``row`` is its position in the
    table CustomerLists, None where it comes from elsewhere.
    """

    column: str
    operator: str
    value: object = None
    group: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerList:
    """A customer list: who is in it is asked anew at each refresh.

    ``severity`` is High, Medium or Low for a list that flags a risk, "" for any other. ``ready`` lists come with the
    product; the others stand in the table CustomerLists.
    """

    name: str
    conditions: tuple[ListCondition, ...]
    owner: str = ""
    visible_to: str = ""
    severity: str = ""
    ready: bool = False


@dataclass(frozen=True, slots=True)
class LifecycleStage:
    """A stage of a client's life; ``order`` is its place among them, ``row`` its position in LifecycleStages."""

    name: str
    order: float
    description: str = ""
    row: int = -1


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the catalogue: what doing it once costs, and how often a year each tier gets it.

    Parameters
    ----------
    cost_per_time, hours_per_time
        Money in base currency and hours of work, for one account, each time.
    times_per_year
        The catalogue's frequency, where a tier says Yes.
    margin
        Margin, markup or multiplier, as the setting Margin Method says; NaN (blank) adds nothing to the cost.
    automated
        Needs nobody: stays on for tiers that get no other service (``times`` has it).
    times
        Times a year in force, by tier name; every tier is a key, 0 = not provided.
    priority
        1 is served first when the budget does not reach for all.
    minimum, maximum
        Times a year that a plan may give a tier, by tier name; a tier that is no key: 0, and ``times``.
    row
        Position in the Services table, -1 where there is none.
    """

    name: str
    definition: str
    cost_per_time: float
    times_per_year: float
    hours_per_time: float
    margin: float
    automated: bool
    times: Mapping[str, float]
    priority: int = 1
    minimum: Mapping[str, float] = field(default_factory=dict)
    maximum: Mapping[str, float] = field(default_factory=dict)
    row: int = -1


@dataclass(frozen=True, slots=True)
class StackItem:
    """One product or service of the stack; prices in base currency, a month and once, for one seat or one client."""

    name: str
    tags: tuple[str, ...] = ()
    mrr_price: float = 0.0
    one_off_price: float = 0.0
    per_seat: bool = False
    row: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class StackTables:
    """The stack: its items, and rows of StackAlignment.

    ``clients`` has the column Client, index the row's position in the table; ``state`` is an int8 array rows x items
    of 0 not applicable, 1 aligned, 2 opportunity.
    """

    items: tuple[StackItem, ...]
    clients: pd.DataFrame
    state: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a refresh is computed from.

    ``clients``, ``contracts``, ``assets`` and ``rates`` as described at the top of this module, with the columns of
    the schema's tables of those names (and the user's own columns of Clients). ``contracts["Billing Period"]`` is
    as typed; ``contracts["Kind"]`` and ``["Status"]`` are the schema's words or, where unreadable, as typed.
    Amounts and quantities that could not be read are NaN; ``contracts["Unreadable"]`` names, joined by ``;``, the
    headers of a line's cells that could not be read and have their issue already.
    """

    settings: Settings
    clients: pd.DataFrame
    contracts: pd.DataFrame
    assets: pd.DataFrame
    rates: pd.DataFrame
    effort_measures: tuple[Measure, ...]
    health_measures: tuple[Measure, ...]
    bands: tuple[Band, ...]  # ascending by minimum, the first at 0
    segments: tuple[SegmentCell, ...]  # four
    tiers: tuple[Tier, ...]
    tier_rules: tuple[TierRule, ...] = ()
    services: tuple[Service, ...] = ()
    filters: tuple[Filter, ...] = ()
    stack: StackTables | None = None  # None: the book knows no stack
    lists: tuple[CustomerList, ...] = ()
    stages: tuple[LifecycleStage, ...] = ()
    history: History | None = None  # None: nobody asks for it
    analysed: tuple[str, ...] = ()  # columns of SegmentResults or Clients by whose values ClientAnalysis sums up

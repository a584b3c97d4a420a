"""A contract line by itself: its months, its MRR, and the facts that its reason is decided on.

MRR = Amount x Quantity / months of the billing period x rate (product.md section 3): the full MRR from the first
day, no proration. A one-off fee has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isfinite, nan
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key
from segmentbook.model.months import FAR, day_after, term_months, term_months_column
from segmentbook.model.periods import TOTAL, period_months
from segmentbook.model.reasons import ACTIVE, KINDS, RECURRING, STATUSES, UNKNOWN_WORD, LineFacts

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Days, Flags, Floats, Ints, Texts
    from segmentbook.model.rates import Rates

__all__ = [
    "LARGEST_AMOUNT",
    "UNREADABLE",
    "ContractLine",
    "LineColumns",
    "identity",
    "line_columns",
    "line_facts",
    "line_facts_columns",
    "line_months",
    "line_mrr",
    "line_mrrs",
    "months_column",
]

UNREADABLE = "Unreadable"
"""Extra column of Inputs.contracts: the headers, joined by ";", of the row's cells that could not be read."""

LARGEST_AMOUNT = 1e15
"""Amount x Quantity from here on is a slip: Excel itself keeps fifteen digits."""

_DATES = ("Start", "End", "Cancelled On")


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One row of Contracts, in plain values; None or "" is blank, and what blank means is the schema's default."""

    client: str
    amount: float | None
    start: date | None
    contract_id: str = ""
    product: str = ""
    quantity: float | None = None
    currency: str = ""
    billing_period: str = ""
    end: date | None = None
    auto_renew: bool | None = None
    aligned: bool | None = None
    status: str = ""
    cancelled_on: date | None = None
    kind: str = ""
    renewal_date: date | None = None
    supersedes: str = ""
    unreadable: frozenset[str] = frozenset()


def identity(line: ContractLine) -> tuple[object, ...]:
    """What makes a line the same as another: all its columns, blanks at their defaults, names and IDs by their keys."""
    return (
        text_key(line.client),
        text_key(line.contract_id),
        line.product,
        line.amount,
        1.0 if line.quantity is None else line.quantity,
        line.currency,
        line.billing_period,
        line.start,
        line.end,
        line.auto_renew is True,
        line.aligned is not False,
        _position(STATUSES, line.status, ACTIVE),
        line.cancelled_on,
        _position(KINDS, line.kind, RECURRING),
        line.renewal_date,
        text_key(line.supersedes),
        line.unreadable,
    )


def line_months(billing_period: str, start: date | None, end: date | None, end_counts: bool = True) -> float | None:
    """Months in one billing period; None where it is not known, or is Total and the term has no length.

    Examples
    --------
    >>> line_months("Total", date(2022, 6, 1), date(2022, 11, 30)), line_months("Total", date(2022, 6, 1), None)
    (6.0, None)
    """
    months = period_months(billing_period)
    if months != TOTAL:
        return months
    if start is None or end is None:
        return None
    months = term_months(start, day_after(end) if end_counts else end)
    return None if months != months else months


def line_mrr(
    amount: float | None,
    quantity: float | None = None,
    billing_period: str = "",
    start: date | None = None,
    end: date | None = None,
    rate: float = 1.0,
    *,
    end_counts: bool = True,
) -> float | None:
    """Monthly recurring revenue of a line, counted or not: ``amount x quantity / months x rate``.

    None where the amount is blank or the months are not known. A blank quantity is 1.

    Examples
    --------
    >>> line_mrr(120.0, billing_period="Annual"), line_mrr(10.0, 10), line_mrr(12.0, billing_period="Weekly", rate=2.0)
    (10.0, 100.0, 104.0)
    """
    months = line_months(billing_period, start, end, end_counts)
    if amount is None or months is None:
        return None
    mrr = amount * (1.0 if quantity is None else quantity) / months * rate + 0.0  # no negative zero
    return mrr if isfinite(mrr) else None


def line_mrrs(amount: Floats, quantity: Floats, months: Floats, rate: Floats) -> Floats:
    """``line_mrr`` for columns; NaN where it cannot be computed."""
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        mrr = amount * quantity / months * rate + 0.0  # no negative zero
    return np.where(np.isfinite(mrr), mrr, np.nan)


def line_facts(line: ContractLine, rates: Rates, end_counts: bool, duplicate: bool, conflicting_id: bool) -> LineFacts:
    """What one line's reason is decided on; a line whose client is blank names no client."""
    quantity = 1.0 if line.quantity is None else line.quantity
    stop = FAR if line.end is None else day_after(line.end) if end_counts else line.end
    status = _position(STATUSES, line.status, ACTIVE)
    period = period_months(line.billing_period)
    return LineFacts(
        duplicate=duplicate,
        conflicting_id=conflicting_id,
        unknown_client=not line.client.strip(),
        ambiguous_client=False,
        unreadable_amount=line.amount is None or not abs(line.amount * quantity) < LARGEST_AMOUNT,
        unreadable_quantity="Quantity" in line.unreadable,
        unreadable_date=any(header in line.unreadable for header in _DATES),
        unknown_period=period is None or "Billing Period" in line.unreadable,
        total_without_end=period == TOTAL and line.end is None,
        no_start=line.start is None,
        no_end=line.end is None,
        no_cancelled_on=line.cancelled_on is None,
        no_rate=rates.rate(line.currency) is None or "Currency" in line.unreadable,
        auto_renew=line.auto_renew is True,
        not_aligned=line.aligned is False,
        status=UNKNOWN_WORD if "Status" in line.unreadable else status,
        kind=UNKNOWN_WORD if "Kind" in line.unreadable else _position(KINDS, line.kind, RECURRING),
        start=line.start or FAR,
        stop=stop,
        cancelled_on=line.cancelled_on or FAR,
    )


@dataclass(frozen=True, slots=True, eq=False)
class LineColumns:
    """The Contracts table as arrays, blanks at the schema's defaults. Codes are positions in the texts beside them."""

    client: Texts
    contract_id: Texts
    product: Texts
    amount: Floats
    quantity: Floats
    currency_code: Ints
    currencies: list[str]
    period_code: Ints
    periods: list[str]
    start: Days
    end: Days
    stop: Days
    auto_renew: Flags
    aligned: Flags
    status: Ints
    cancelled_on: Days
    kind: Ints
    renewal_date: Days
    supersedes: Texts
    unreadable_code: Ints
    unreadables: list[str]

    def unreadable(self, *headers: str) -> Flags:
        """Rows in which a cell of one of these columns could not be read."""
        import numpy as np

        from segmentbook.model.columns import looked_up

        held = [any(header in text.split(";") for header in headers) for text in self.unreadables]
        return looked_up(held, self.unreadable_code, np.bool_)


def line_columns(contracts: pd.DataFrame, end_counts: bool) -> LineColumns:
    """The Contracts frame of Inputs as arrays."""
    import numpy as np

    from segmentbook.model.columns import coded, days, flags, floats, looked_up, texts

    quantity = floats(contracts["Quantity"])
    end = days(contracts["End"])
    currency_code, currencies = coded(texts(contracts["Currency"]))
    period_code, periods = coded(texts(contracts["Billing Period"]))
    status_code, statuses = coded(texts(contracts["Status"]))
    kind_code, kinds = coded(texts(contracts["Kind"]))
    unreadable = (
        texts(contracts[UNREADABLE]) if UNREADABLE in contracts else np.full(len(contracts), "", dtype=np.object_)
    )
    unreadable_code, unreadables = coded(unreadable)
    far = np.datetime64(FAR, "D")
    return LineColumns(
        client=texts(contracts["Client"]),
        contract_id=texts(contracts["Contract ID"]),
        product=texts(contracts["Product"]),
        amount=floats(contracts["Amount"]),
        quantity=np.where(np.isnan(quantity), 1.0, quantity),
        currency_code=currency_code,
        currencies=currencies,
        period_code=period_code,
        periods=periods,
        start=days(contracts["Start"]),
        end=end,
        stop=np.minimum(end + np.timedelta64(1, "D"), far) if end_counts else end,
        auto_renew=flags(contracts["Auto Renew"], blank=False),
        aligned=flags(contracts["Aligned"], blank=True),
        status=looked_up([_position(STATUSES, text, ACTIVE) for text in statuses], status_code, np.int64),
        cancelled_on=days(contracts["Cancelled On"]),
        kind=looked_up([_position(KINDS, text, RECURRING) for text in kinds], kind_code, np.int64),
        renewal_date=days(contracts["Renewal Date"]),
        supersedes=texts(contracts["Supersedes"]),
        unreadable_code=unreadable_code,
        unreadables=unreadables,
    )


def months_column(lines: LineColumns) -> Floats:
    """Months in each line's billing period; NaN where unknown."""
    import numpy as np

    from segmentbook.model.columns import looked_up

    lengths = [nan if (length := period_months(text)) is None else length for text in lines.periods]
    months: Floats = looked_up(lengths, lines.period_code, np.float64)
    total = months == TOTAL
    months[total] = term_months_column(lines.start[total], lines.stop[total])
    return months


def line_facts_columns(
    lines: LineColumns, rates: Rates, client_position: Ints, duplicate: Flags, conflicting_id: Flags
) -> LineFacts:
    """``line_facts`` for columns; ``client_position`` is what ``ClientKeys.find_all`` gives."""
    import numpy as np

    from segmentbook.model.clients import AMBIGUOUS, UNKNOWN
    from segmentbook.model.columns import looked_up

    known_period = looked_up([period_months(t) is not None for t in lines.periods], lines.period_code, np.bool_)
    is_total = looked_up([period_months(t) == TOTAL for t in lines.periods], lines.period_code, np.bool_)
    no_rate = looked_up([rates.rate(text) is None for text in lines.currencies], lines.currency_code, np.bool_)
    with np.errstate(over="ignore", invalid="ignore"):
        payable = np.abs(lines.amount * lines.quantity) < LARGEST_AMOUNT  # NaN is not
    return LineFacts(
        duplicate=duplicate,
        conflicting_id=conflicting_id,
        unknown_client=client_position == UNKNOWN,
        ambiguous_client=client_position == AMBIGUOUS,
        unreadable_amount=~payable,
        unreadable_quantity=lines.unreadable("Quantity"),
        unreadable_date=lines.unreadable(*_DATES),
        unknown_period=~known_period | lines.unreadable("Billing Period"),
        total_without_end=is_total & np.isnat(lines.end),
        no_start=np.isnat(lines.start),
        no_end=np.isnat(lines.end),
        no_cancelled_on=np.isnat(lines.cancelled_on),
        no_rate=no_rate | lines.unreadable("Currency"),
        auto_renew=lines.auto_renew,
        not_aligned=~lines.aligned,
        status=np.where(lines.unreadable("Status"), UNKNOWN_WORD, lines.status),
        kind=np.where(lines.unreadable("Kind"), UNKNOWN_WORD, lines.kind),
        start=lines.start,
        stop=lines.stop,
        cancelled_on=lines.cancelled_on,
    )


@lru_cache(maxsize=256)  # a table of 50,000 lines has few words in it
def _position(words: tuple[str, ...], text: str, blank: int) -> int:
    key = text_key(text)
    if not key:
        return blank
    return next((i for i, word in enumerate(words) if text_key(word) == key), UNKNOWN_WORD)

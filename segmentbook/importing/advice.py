"""What to say where the columns of a file do not add up: a required one is missing, an amount is of another period."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from segmentbook.importing.mapping import MappedColumn
from segmentbook.schema import Column, Kind, Table, header_key

__all__ = ["amount_of_a_period", "missing_required", "unclear_period"]

# In the order in which they decide: an "MRR, annualised" is a year's.
_PERIODS = {
    "Annual": ("arr", "acv", "annual", "annualized", "annualised", "yearly", "year"),
    "Total": ("tcv", "total", "contractvalue", "lifetime"),
    "Quarterly": ("quarterly", "quarter"),
    "Semi-annual": ("semiannual", "halfyearly"),
    "Weekly": ("weekly",),
    "Monthly": ("mrr", "monthly", "permonth"),
}
_MONEY_WORDS = ("amount", "mrr", "price", "fee", "charge", "value", "revenue", "arr", "acv", "tcv")
_WHOLE_WORD = 4  # words up to this length count only where they stand alone: "arr" is in "carrier"


def missing_required(
    table: Table, columns: Sequence[MappedColumn], their_headers: Sequence[str], file_name: str
) -> str | None:
    """What to do about the required columns that the file does not fill; None where it fills them all."""
    filled = {column.column.header for column in columns if column.column}
    missing = [header for header in table.required_headers if header not in filled]
    if not missing:
        return None
    header = missing[0]
    if header == "Amount" and (advice := amount_of_a_period(columns, file_name)):
        return advice
    like = _candidates(table[header], their_headers)
    have = ", ".join(repr(h) for h in like)
    return (
        f"{file_name} has no column for {' and '.join(missing)} of {table.name}; it has {have}. Say which it is: --map "
        f'"{like[0] if like else "Their Header"}={header}".'
    )


def _candidates(column: Column, their_headers: Sequence[str]) -> list[str]:
    """The file's headers, those most like the column's name or an alias first."""
    names = [header_key(name) for name in (column.header, *column.aliases)]
    if column.kind is Kind.MONEY:
        names += _MONEY_WORDS

    def likeness(header: str) -> float:
        key = header_key(header)
        return max(difflib.SequenceMatcher(None, key, name).ratio() for name in names)

    return sorted(their_headers, key=lambda h: -likeness(h))


def amount_of_a_period(columns: Sequence[MappedColumn], file_name: str) -> str | None:
    """What to say where no column is the Amount but one is named like an amount a year, a term ...; else None."""
    for column in columns:
        period = _period_of(column.source or "") if column.column is None else ""
        if period:
            amount = "a month" if period == "Monthly" else "another period than a month"
            return (
                f"{file_name} has no column for Amount, and {column.source!r} may be for {amount}: say "
                f'--map "{column.source}=Amount" --set "Billing Period={period}".'
            )
    return None


def unclear_period(columns: Sequence[MappedColumn], file_name: str) -> tuple[str | None, str | None]:
    """What to refuse, and what to warn of, where the amount's own header says what period it is for.

    ``monthly_price`` beside ``billing_frequency`` is refused: the price is for a month however it is billed, and a
    yearly bill would make it a twelfth. ``ARR`` that is mapped to Amount without a billing period is warned of.

    Returns
    -------
    tuple
        The refusal or None, the warning or None.
    """
    amount = next((c for c in columns if c.column and c.column.header == "Amount" and c.source), None)
    billing = next((c for c in columns if c.column and c.column.header == "Billing Period"), None)
    period = _period_of(amount.source or "") if amount else ""
    if amount is None or not period:
        return None, None
    if billing is None and period != "Monthly":
        return None, (
            f"{amount.source} sounds like an amount for another period, but no Billing Period is given, so that it is "
            f'read as Monthly; if that is wrong, import again with --replace --set "Billing Period={period}"'
        )
    if billing is not None and billing.source is not None and not billing.given:
        return (
            f"{file_name}: {amount.source!r} sounds like an amount for the period {period}, whatever "
            f'{billing.source!r} says. Say --set "Billing Period={period}" --map "{billing.source}={billing.source} '
            f'(file)", or, if the amount is for the period in that column, --map "{billing.source}=Billing Period".'
        ), None
    return None, None


def _period_of(header: str) -> str:
    """The billing period that a header's words mean; "" for none.

    Examples
    --------
    >>> _period_of("monthly_amount"), _period_of("ARR"), _period_of("TotalValue"), _period_of("Carrier")
    ('Monthly', 'Annual', 'Total', '')
    """
    words = {header_key(word) for word in header.replace("_", " ").replace("-", " ").split()}
    key = header_key(header)
    for period, marks in _PERIODS.items():
        if any(mark in words or (len(mark) > _WHOLE_WORD and mark in key) for mark in marks):
            return period
    return ""

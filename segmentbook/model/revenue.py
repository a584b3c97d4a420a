"""Contract lines -> ledger, MRR and non-recurring revenue (product.md section 3).

Every line stands in the ledger exactly once, counted or not, with its MRR and its reason; the sum of what is
counted is the book's MRR. ``judge`` is the rule for lines in plain values, ``ledger`` for the Contracts frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum, nan
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key
from segmentbook.model.lineage import NONE, repeats, superseded, supersessions
from segmentbook.model.lines import ContractLine, line_facts, line_mrr
from segmentbook.model.months import MONTHS_PER_YEAR, add_months
from segmentbook.model.rates import Rates
from segmentbook.model.reasons import (
    CANCELLED,
    COUNTED,
    ONE_OFF,
    REASONS,
    Reason,
    can_count,
    dated_reasons,
    first_reason,
    first_reasons,
    fixed_reasons,
)

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.clients import ClientKeys
    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.lineage import Repeats, Supersessions
    from segmentbook.model.lines import LineColumns

__all__ = [
    "LEDGER_COLUMNS",
    "Judged",
    "Ledger",
    "contract_mrr",
    "counted_mrr_at",
    "judge",
    "ledger",
    "per_client",
]

LEDGER_COLUMNS = (
    "Client",
    "Client ID",
    "Contract ID",
    "Product",
    "Start",
    "End",
    "Amount",
    "Quantity",
    "Currency",
    "Rate",
    "Billing Period",
    "Months",
    "MRR",
    "Counted MRR",
    "Reason",
    "Note",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One line's MRR (None where it cannot be computed), and why it counts or does not."""

    mrr: float | None
    reason: Reason

    @property
    def counted_mrr(self) -> float:
        """The MRR where the line counts, else 0."""
        return self.mrr if self.reason in COUNTED and self.mrr is not None else 0.0


def judge(lines: Sequence[ContractLine], as_of: date, rates: Rates, *, end_counts: bool = True) -> list[Judged]:
    """MRR and reason of each line of a whole Contracts table at a date.

    Examples
    --------
    >>> lines = [ContractLine("Acme", 1200.0, date(2025, 1, 1), billing_period="Annual"),
    ...          ContractLine("Acme", 90.0, date(2025, 8, 1))]
    >>> [(j.mrr, str(j.reason)) for j in judge(lines, date(2025, 6, 30), Rates("USD", {}))]
    [(100.0, 'counted'), (90.0, 'not started')]
    """
    duplicate, conflicting = repeats(lines)
    replaces = supersessions(lines, duplicate, conflicting)
    facts = [
        line_facts(line, rates, end_counts, *flags) for line, *flags in zip(lines, duplicate, conflicting, strict=True)
    ]
    fixed = [first_reason(fixed_reasons(line)) for line in facts]
    countable = [bool(can_count(line, reason is not None)) for line, reason in zip(facts, fixed, strict=True)]
    by = superseded(lines, replaces, countable, as_of)
    judged = []
    for line, fact, reason, winner in zip(lines, facts, fixed, by, strict=True):
        rate = rates.rate(line.currency)
        mrr = None
        if rate is not None and not fact.no_rate and not fact.unreadable_quantity and fact.kind != ONE_OFF:
            mrr = line_mrr(
                line.amount, line.quantity, line.billing_period, line.start, line.end, rate, end_counts=end_counts
            )
        dated = first_reason(dated_reasons(fact, winner != NONE, as_of))
        judged.append(Judged(mrr, reason or dated or Reason.COUNTED))
    return judged


def contract_mrr(
    client: str, lines: Sequence[ContractLine], as_of: date, rates: Rates, *, end_counts: bool = True
) -> float:
    """Sum of the counted MRR of one client's lines, a month; ``lines`` is the whole table.

    Examples
    --------
    >>> lines = [ContractLine("Acme", 100.0, date(2025, 1, 1)), ContractLine("Bolt", 70.0, date(2025, 1, 1))]
    >>> contract_mrr("acme", lines, date(2025, 6, 30), Rates("USD", {}))
    100.0
    """
    judged = judge(lines, as_of, rates, end_counts=end_counts)
    key = text_key(client)
    return fsum(j.counted_mrr for line, j in zip(lines, judged, strict=True) if text_key(line.client) == key)


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The ledger as arrays, with what the later rules and the issues need to know of each line.

    ``client`` is the position of the line's client, or ``clients.UNKNOWN`` or ``clients.AMBIGUOUS``; ``reason`` a
    position in ``REASONS``; ``superseded_by`` a line's position or ``lineage.NONE``; ``one_off_revenue`` what the
    line adds to its client's Non-recurring Revenue, in base currency.
    """

    lines: LineColumns
    client: Ints
    repeats: Repeats
    links: Supersessions
    rate: Floats
    months: Floats
    mrr: Floats
    reason: Ints
    counted: Flags
    counted_mrr: Floats
    superseded_by: Ints
    overlap: Ints  # group of counted lines of one client and product; NONE where the line is alone
    one_off_revenue: Floats


def ledger(inputs: Inputs, keys: ClientKeys, rates: Rates) -> Ledger:
    """``judge`` for the Contracts frame of a book."""
    from segmentbook.model.lineage import repeats_column, supersessions_column
    from segmentbook.model.lines import line_columns, months_column

    settings = inputs.settings
    lines = line_columns(inputs.contracts, settings.end_date_counts)
    client = keys.find_all(lines.client)
    again = repeats_column(lines, client)
    links = supersessions_column(again, client)
    found = _dated(lines, client, again, links, months_column(lines), settings.as_of, rates)
    return Ledger(
        lines=lines,
        client=client,
        repeats=again,
        links=links,
        rate=found.rate,
        months=found.months,
        mrr=found.mrr,
        reason=found.reason,
        counted=found.counted,
        counted_mrr=found.counted_mrr,
        superseded_by=found.superseded_by,
        overlap=_overlaps(lines, client, found.counted & (found.counted_mrr > 0.0)),
        one_off_revenue=_one_off_revenue(lines, found.reason, found.superseded_by, found.rate, settings.as_of),
    )


def counted_mrr_at(found: Ledger, as_of: date, rates: Rates) -> Floats:
    """Counted MRR of each line of a ledger at another date, with the ``rates`` of that date.

    The same as ``ledger`` gives there; what does not depend on the date is not worked out again.
    """
    return _dated(found.lines, found.client, found.repeats, found.links, found.months, as_of, rates).counted_mrr


@dataclass(frozen=True, slots=True, eq=False)
class _Dated:
    """What a ledger says of its lines at one date."""

    rate: Floats
    months: Floats
    mrr: Floats
    reason: Ints
    counted: Flags
    counted_mrr: Floats
    superseded_by: Ints


def _dated(
    lines: LineColumns,
    client: Ints,
    again: Repeats,
    links: Supersessions,
    months: Floats,
    as_of: date,
    rates: Rates,
) -> _Dated:
    import numpy as np

    from segmentbook.model.columns import looked_up
    from segmentbook.model.lineage import superseded_column
    from segmentbook.model.lines import line_facts_columns, line_mrrs

    count = len(lines.amount)
    facts = line_facts_columns(lines, rates, client, again.duplicate, again.conflicting_id)
    fixed = first_reasons(fixed_reasons(facts), count)
    by = superseded_column(lines, links, can_count(facts, fixed >= 0), as_of)
    dated = first_reasons(dated_reasons(facts, by != NONE, np.datetime64(as_of, "D")), count)
    reason = np.where(fixed >= 0, fixed, dated)

    per_unit = [nan if (one := rates.rate(text)) is None else one for text in lines.currencies]
    rate: Floats = looked_up(per_unit, lines.currency_code, np.float64)
    rate[facts.no_rate] = np.nan
    months = np.where(facts.kind == ONE_OFF, np.nan, months)
    mrr = np.where(facts.unreadable_quantity, np.nan, line_mrrs(lines.amount, lines.quantity, months, rate))

    counted = np.isin(reason, [REASONS.index(r) for r in COUNTED])
    return _Dated(rate, months, mrr, reason, counted, np.where(counted, mrr, 0.0), by)


def per_client(ledger: Ledger, amounts: Floats, clients: int) -> Floats:
    """Sum of ``amounts`` of the lines of each client."""
    from segmentbook.model.columns import sums

    known = ledger.client >= 0
    return sums(ledger.client[known], amounts[known], clients)


def _one_off_revenue(lines: LineColumns, reason: Ints, by: Ints, rate: Floats, as_of: date) -> Floats:
    """Amount x Quantity x rate of one-off lines that start in the 12 months up to and including the as-of date."""
    import numpy as np

    after, until = np.datetime64(add_months(as_of, -MONTHS_PER_YEAR), "D"), np.datetime64(as_of, "D")
    taken = (reason == REASONS.index(Reason.ONE_OFF)) & (lines.status != CANCELLED) & (by == NONE)
    taken &= ~(lines.cancelled_on <= until) & (lines.start > after) & (lines.start <= until)
    revenue = np.zeros(len(reason))
    revenue[taken] = lines.amount[taken] * lines.quantity[taken] * rate[taken]
    return revenue


def _overlaps(lines: LineColumns, client: Ints, paid: Flags) -> Ints:
    """Number the groups of paid lines of one client and product; a line alone, without product or a credit has none."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import coded_keys

    product_code, products = coded_keys(lines.product, text_key)
    named = np.array([bool(key) for key in products], dtype=np.bool_)
    group = np.full(len(paid), NONE, dtype=np.int64)
    at = np.flatnonzero(paid & named[product_code]) if len(products) else np.zeros(0, dtype=np.int64)
    pairs = pd.factorize(client[at] * len(products) + product_code[at])[0]
    together = np.bincount(pairs)[pairs] > 1 if len(at) else np.zeros(0, dtype=np.bool_)
    group[at[together]] = pairs[together]
    return group


def ledger_frame(found: Ledger, inputs: Inputs, names: Texts, ids: Texts, notes: Texts) -> pd.DataFrame:
    """The MrrLedger table without ``Line``, and ``Client Row``: the label of the client's row, -1 where unknown."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import looked_up, text_series

    contracts, lines = inputs.contracts, found.lines
    index = contracts.index
    known = found.client >= 0
    name = np.where(known, names[found.client], lines.client) if len(names) else lines.client
    client_id = np.where(known, ids[found.client], "") if len(ids) else np.full(len(known), "", dtype=np.object_)
    label = inputs.clients.index.to_numpy()
    reasons = looked_up([reason.value for reason in REASONS], found.reason, np.object_)
    currency = [text or inputs.settings.base_currency for text in lines.currencies]
    frame = pd.DataFrame(index=index)
    frame["Client"] = text_series(name, index)
    frame["Client ID"] = text_series(client_id, index)
    frame["Contract ID"] = contracts["Contract ID"]
    frame["Product"] = contracts["Product"]
    frame["Start"] = contracts["Start"]
    frame["End"] = contracts["End"]
    frame["Amount"] = contracts["Amount"]
    frame["Quantity"] = np.where(lines.unreadable("Quantity"), np.nan, lines.quantity)
    frame["Currency"] = text_series(looked_up(currency, lines.currency_code, np.object_), index)
    frame["Rate"] = found.rate
    frame["Billing Period"] = contracts["Billing Period"]
    frame["Months"] = found.months
    frame["MRR"] = found.mrr
    frame["Counted MRR"] = found.counted_mrr
    frame["Reason"] = text_series(reasons, index)
    frame["Note"] = text_series(notes, index)
    frame["Client Row"] = np.where(known, label[found.client], -1) if len(label) else found.client
    return frame

"""Money: =OVERALLVALUE, =VALUEPERSEAT, =CONTRACTMRR and =TECHDEBT."""

from __future__ import annotations

from datetime import date
from typing import Any

from segmentbook.model.inputs import Settings
from segmentbook.model.value import value_per_seat
from udfs._arguments import cell_of, date_of, is_blank, limited, number_of, refuse, text_in
from udfs._clients import client_of
from udfs._contracts import contracts_given, debt_of
from udfs._errors import ExcelError
from udfs._help import helped
from udfs._ledgers import counted_mrr
from udfs._registry import formula

__all__ = ["CONTRACTMRR", "OVERALLVALUE", "TECHDEBT", "VALUEPERSEAT"]

_EOL_WARNING_MONTHS = float(Settings(date.min).eol_warning_months)
_LONGEST_WARNING_MONTHS = 1_200.0


@formula(helped("row", "headers", "contracts", "as_of", "rates"))
def OVERALLVALUE(row: Any, headers: Any = None, contracts: Any = None, as_of: Any = None, rates: Any = None) -> Any:
    """What a client is worth a month: its Segment Value where typed (0 counts), else its Contract MRR.

    A row without either needs the contracts; a client without a contract line is worth 0.

    Returns
    -------
    float or ExcelError
        "" for a wholly blank row; #N/A where neither the row nor the contracts say it, or a line that would count is in
        a currency without a rate.

    Examples
    --------
    >>> OVERALLVALUE(["Acme", None], ["Client", "Segment Value"],
    ...              [["Client", "Amount", "Billing Period", "Start"], ["ACME", 1200.0, "Annual", "2025-01-01"]],
    ...              "2025-06-30")
    100.0
    """
    client = client_of(row, headers, contracts, as_of, rates)
    return "" if client is None else client.value().amount


@formula(helped("row", "headers", "contracts", "as_of", "rates"))
def VALUEPERSEAT(row: Any, headers: Any = None, contracts: Any = None, as_of: Any = None, rates: Any = None) -> Any:
    """What a client is worth a month and employee: Overall Value / Employees.

    Returns
    -------
    float or ExcelError
        "" for a wholly blank row; #N/A without employees, never infinite.

    Examples
    --------
    >>> VALUEPERSEAT([1200.0, 40.0], ["Overall Value", "Employees"])
    30.0
    """
    client = client_of(row, headers, contracts, as_of, rates)
    if client is None:
        return ""
    per_seat = value_per_seat(client.value().amount, client.employees())
    if per_seat is None:
        raise refuse(ExcelError.NA)
    return per_seat


@formula(helped("client", "contracts", "as_of", "rates"))
def CONTRACTMRR(client: Any, contracts: Any, as_of: Any = None, rates: Any = None) -> Any:
    """Monthly recurring revenue of a client: the sum of its contract lines that count at the date.

    Lines count, and do not, as in MrrLedger. Without rates all money must be in one currency.

    Returns
    -------
    float or ExcelError
        "" without a client; #N/A where no line names the client, or one that would count is in a currency without a
        rate.

    Examples
    --------
    >>> lines = [["Client", "Amount", "Quantity", "Start"], ["Acme", 90.0, 10.0, 45658.0]]
    >>> CONTRACTMRR("acme", lines, "2025-06-30"), CONTRACTMRR("Bolt", lines).value
    (900.0, '#N/A')
    """
    name = text_in(cell_of(client))
    if not name:
        return ""
    mrr = counted_mrr(contracts_given(contracts), date_of(as_of), rates, (name,))
    if mrr is None:
        raise refuse(ExcelError.NA)
    return mrr


@formula(helped("client", "assets", "as_of", "warning_months"))
def TECHDEBT(client: Any, assets: Any, as_of: Any = None, warning_months: Any = None) -> Any:
    """What replacing a client's old equipment costs: assets past End of Life, or within the warning before it.

    Returns
    -------
    float or ExcelError
        "" without a client; #N/A where no asset names the client; #NUM! where the months are not a whole number of 0
        or more.

    Examples
    --------
    >>> assets = [["Client", "Replacement Cost", "End of Life", "Quantity"],
    ...           ["Acme", 800.0, "2024-01-01", 2.0], ["Acme", 500.0, "2031-01-01", None]]
    >>> TECHDEBT("Acme", assets, "2025-06-30")
    1600.0
    """
    name = text_in(cell_of(client))
    if not name:
        return ""
    months = limited(number_of(warning_months, _EOL_WARNING_MONTHS) or 0.0, 0.0, _LONGEST_WARNING_MONTHS)
    if not months.is_integer():
        raise refuse(ExcelError.NUM)
    debt = None if is_blank(assets) else debt_of(name, assets, date_of(as_of), int(months))
    if debt is None:
        raise refuse(ExcelError.NA)
    return debt

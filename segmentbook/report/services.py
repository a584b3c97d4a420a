"""The Services table as a new workbook has it: the default catalogue, with a column for each tier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.inputs import Service
from segmentbook.schema import SERVICES, Column, Kind, defaults
from segmentbook.schema.default_services import SERVICES as CATALOGUE
from segmentbook.schema.default_services import level_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["service_columns", "services_frame"]

_WIDTH = 13.0


def service_columns(headers: Sequence[str]) -> tuple[Column, ...]:
    """The columns of Services beyond the schema's: one a tier.

    Parameters
    ----------
    headers
        All headers of the table.
    """
    return tuple(
        Column(
            header,
            Kind.ANY,
            f"How often a year an account in {header} gets the service. Blank or No: not provided. Yes: at Times per "
            f"Year. A number, e.g. 2: that many times. Add a column '{header} Minimum' or '{header} Maximum' to limit "
            "what a plan may propose.",
            width=max(_WIDTH, 3.0 + max((len(word) for word in header.split()), default=0)),
        )
        for header in headers
        if header not in SERVICES.headers
    )


def services_frame(tiers: Sequence[str] | None = None) -> pd.DataFrame:
    """The default catalogue as typed: one object column a header, None for a blank cell.

    Parameters
    ----------
    tiers
        Names of the workbook's tiers, the highest first, which get what the default tiers get in their place; None:
        the default ones.

    Examples
    --------
    >>> services_frame(["Gold", "Silver"])[["Service", "Gold", "Silver"]].values.tolist()[:2]
    [['Executive Sponsorship', 'Yes', None], ['Quarterly Business Review', 'Yes', None]]
    """
    import pandas as pd

    names = [tier.name for tier in defaults.TIERS] if tiers is None else list(tiers)
    taken = {header.casefold() for header in SERVICES.headers}
    names = [name for name in dict.fromkeys(names) if name and name.casefold() not in taken]
    rows = [_row(service, names) for service in CATALOGUE]
    return pd.DataFrame({h: [row.get(h) for row in rows] for h in (*SERVICES.headers, *names)}, dtype=object)


def _row(service: Service, tiers: Sequence[str]) -> dict[str, object]:
    return {
        "Service": service.name,
        "Definition": service.definition,
        "Cost per Time": service.cost_per_time,
        "Times per Year": float(service.times_per_year),
        "Hours per Time": service.hours_per_time,
        "Margin": service.margin,
        "Automated": "Yes" if service.automated else "No",
        "Priority": float(service.priority),
        **{tier: _entitlement(service, level_of(service, i, len(tiers))) for i, tier in enumerate(tiers)},
    }


def _entitlement(service: Service, times: float) -> object:
    """As one would type it."""
    if times == 0.0:
        return None
    return "Yes" if times == service.times_per_year else float(times)

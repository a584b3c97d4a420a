"""What the contracts of today come to at an earlier date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.clients import ClientKeys
from segmentbook.model.rates import rates_from
from segmentbook.model.revenue import Ledger, ledger

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Ints
    from segmentbook.model.inputs import Inputs

__all__ = ["ledger_at", "owners"]


def ledger_at(inputs: Inputs, as_of: date, lines: Flags | None = None) -> Ledger:
    """The ledger of the same contracts, rates and settings at another date.

    ``lines`` says which lines of the Contracts frame are judged; they must hold all lines that speak for one another.
    """
    contracts = inputs.contracts if lines is None else inputs.contracts[lines]
    settings = replace(inputs.settings, as_of=as_of)
    clients = inputs.clients
    keys = ClientKeys(clients["Client"].tolist(), clients["Client ID"].tolist())
    then = replace(inputs, settings=settings, contracts=contracts)
    return ledger(then, keys, rates_from(inputs.rates, as_of, settings.base_currency))


def owners(clients: pd.DataFrame, lines: pd.DataFrame) -> Ints:
    """The place in ``clients`` of each line's client, by the labels in its column Client Row; -1 for unknown."""
    import numpy as np
    import pandas as pd

    return clients.index.get_indexer(pd.Index(lines["Client Row"])).astype(np.int64)

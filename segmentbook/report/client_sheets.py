"""The sheets MeasureScores and AssetLedger: what Client Card looks up beside the other result tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.asset_lines import AssetReason
from segmentbook.report import look
from segmentbook.report.places import MAX_LINKS, Names, link_to, place
from segmentbook.report.service_sheets import no_rows
from segmentbook.report.spec import Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    counted,
    header_width,
    long_date,
    spaced,
    table_column,
    title_cells,
)
from segmentbook.schema import ASSET_LEDGER, MEASURE_SCORES

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = [
    "ASSETS_LEDGER_KEY",
    "SCORES_KEY",
    "CardList",
    "asset_ledger",
    "card_list",
    "card_names",
    "due_first",
    "measure_scores",
]

SCORES_KEY, ASSETS_LEDGER_KEY = MEASURE_SCORES.name, ASSET_LEDGER.name
NO_ASSETS = "There are no assets yet: list them in the table Assets, then refresh."

_LONGEST_NAME = 140  # characters of a client's name in a drop-down, which is hardly wider
_REASONS: dict[object, Style] = {
    AssetReason.PAST.value: look.BODY.but(colour=look.WARNING_INK),
    AssetReason.UNKNOWN.value: look.BODY.but(colour=look.ERROR_INK),
    AssetReason.AMBIGUOUS.value: look.BODY.but(colour=look.ERROR_INK),
}


def card_names(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """What the drop-down calls each client: its name, with its ID where two would be called the same.

    Examples
    --------
    >>> card_names(["Acme", "Birch", "ACME"], ["C-1", "C-2", "C-3"])
    ['Acme (C-1)', 'Birch', 'ACME (C-3)']
    """
    short = [_shortened(" ".join(name.split())) for name in names]
    seen: dict[str, int] = {}
    for name in short:
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
    taken = {name for name, times in seen.items() if times == 1}
    found = []
    for name, key in zip(short, ids, strict=True):
        if seen[name.casefold()] > 1 or not name:
            name = f"{name} ({' '.join(key.split())})".strip()
            while name.casefold() in taken:
                name += "'"
            taken.add(name.casefold())
        found.append(name)
    return found


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class CardList:
    """The clients as the drop-down has them: ``names`` in Clients' order, ``order`` their positions by name."""

    names: tuple[str, ...]
    order: tuple[int, ...]


def card_list(segmentation: Segmentation) -> CardList:
    """What the drop-down of Client Card lists."""
    clients = segmentation.clients
    shown = card_names(clients["Client"].tolist(), clients["Client ID"].tolist())
    return CardList(tuple(shown), tuple(sorted(range(len(shown)), key=lambda i: shown[i].casefold())))


def measure_scores(segmentation: Segmentation, listed: CardList, names: Names) -> SheetSpec:
    """The MeasureScores sheet: one row a client by name, as the drop-down of Client Card lists them."""
    clients, scores, shown = segmentation.clients, segmentation.measures, listed.names
    data = pd.DataFrame({"Card Name": pd.Series(shown, index=clients.index, dtype=object)})
    data["Client ID"] = clients["Client ID"]
    columns = [table_column(column, data[column.header]) for column in MEASURE_SCORES]
    if scores is not None:
        data = pd.concat([data, scores], axis=1)
        style = look.BODY.but(number_format=look.SCORE, horizontal="right")
        for header in scores:
            card, _, measure = str(header).partition(": ")
            note = f"What {measure} scores on the {card.lower()} scorecard, 0-100; blank: the client has no value."
            width = min(max(header_width(str(header)), 9.0), 20.0)
            columns.append(TableColumn(str(header), style, look.HEADER_RIGHT, width, note))
    columns = list(spaced(columns))
    subtitle = (
        f"as of {long_date(segmentation.inputs.settings.as_of)}; 0-100 before they are weighed: a client's score is "
        "their weighted mean. Client Card looks them up here"
    )
    return SheetSpec(
        SCORES_KEY,
        names.sheet(SCORES_KEY),
        look.TAB_RESULT,
        cells=title_cells("Scores by measure", subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(
            TableSpec(
                names.table(SCORES_KEY),
                HEADER_ROW,
                1,
                tuple(columns),
                data.iloc[list(listed.order)].reset_index(drop=True),
                key="Client ID",
                changing=True,
            ),
        ),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )


def due_first(assets: pd.DataFrame) -> pd.DataFrame:
    """Assets that are tech debt before those that are not, otherwise as they were listed."""
    return assets.iloc[np.argsort(~(assets["Tech Debt"].to_numpy(float) != 0.0), kind="stable")]


def asset_ledger(segmentation: Segmentation, raw: RawBook, names: Names) -> SheetSpec:
    """The AssetLedger sheet; without assets an empty table and what to do."""
    settings, assets = segmentation.inputs.settings, segmentation.assets
    data, subtitle = no_rows(ASSET_LEDGER, ASSET_LEDGER.headers), NO_ASSETS
    links: dict[str, tuple[str, ...]] = {}
    if assets is not None and len(assets):
        data = due_first(assets)
        due = int((data["Tech Debt"] != 0.0).sum())
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency}; {counted(len(data), 'asset')}, "
            f"{due:,} past end of life or within {settings.eol_warning_months:g} months of it"
        )
        table = raw.tables.get("Assets")
        data = data.assign(Line="")
        if table is not None:
            # The place is the same for all but for the row's number.
            start = table.address(0, None).rstrip("0123456789")
            rows = [f"{start}{table.top + 1 + row}" for row in data.index]
            sheet, link = place(table.sheet, ""), link_to(table.sheet, "")
            data["Line"] = [f"{sheet}{row}" for row in rows]
            links["Line"] = (*(f"{link}{row}" for row in rows[:MAX_LINKS]), *[""] * (len(rows) - MAX_LINKS))
        data = data[list(ASSET_LEDGER.headers)]
    columns = spaced(
        table_column(
            column,
            data[column.header],
            links=links.get(column.header, ()),
            styles=_REASONS if column.header == "Reason" else None,
        )
        for column in ASSET_LEDGER
    )
    return SheetSpec(
        ASSETS_LEDGER_KEY,
        names.sheet(ASSETS_LEDGER_KEY),
        look.TAB_RESULT,
        cells=title_cells("Assets and tech debt", subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(TableSpec(names.table(ASSETS_LEDGER_KEY), HEADER_ROW, 1, columns, data),),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )

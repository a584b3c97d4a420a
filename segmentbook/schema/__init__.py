"""Every table, column, alias, default, format and setting, once (product.md sections 2 and 4).

The reader, the checks, the template and the documentation of tables derive from what stands here.
"""

from segmentbook.schema import default_lists, defaults
from segmentbook.schema._types import Column, Kind, Setting, Table, header_key
from segmentbook.schema.catalogue import (
    CUSTOMER_LISTS,
    FILTERS,
    LIFECYCLE_STAGES,
    SERVICES,
    STACK_ALIGNMENT,
    STACK_ITEMS,
)
from segmentbook.schema.clients import CLIENTS
from segmentbook.schema.contracts import ASSETS, CONTRACTS, RATES
from segmentbook.schema.policy import (
    EFFORT_MEASURES,
    HEALTH_BANDS,
    HEALTH_MEASURES,
    OPERATORS,
    SEGMENTS,
    SETTINGS_TABLE,
    TIER_RULES,
    TIERS,
)
from segmentbook.schema.results import (
    ACCOUNT_SERVICES,
    ASSET_LEDGER,
    BAND_SUMMARY,
    CLIENT_STACK,
    DATA_ISSUES,
    MEASURE_SCORES,
    MRR_LEDGER,
    SERVICE_COSTS,
    SERVICE_PLAN,
    STACK_SUMMARY,
    TIER_SIMULATION,
    TIER_SUMMARY,
)
from segmentbook.schema.results_churn import ALERTS, CLIENT_ANALYSIS, CLIENT_STAGES, STAGE_SUMMARY
from segmentbook.schema.results_clients import SEGMENT_RESULTS
from segmentbook.schema.results_history import HISTORY, HISTORY_INPUTS
from segmentbook.schema.results_lists import LIST_MEMBERS, LIST_SUMMARY
from segmentbook.schema.results_movement import MOVEMENT, RECURRING_BRIDGE, RETENTION
from segmentbook.schema.results_reviews import REVIEW_CALENDAR, REVIEWS
from segmentbook.schema.settings import SETTINGS, setting

__all__ = [
    "ACCOUNT_SERVICES",
    "ALERTS",
    "ASSETS",
    "ASSET_LEDGER",
    "BAND_SUMMARY",
    "CLIENTS",
    "CLIENT_ANALYSIS",
    "CLIENT_STACK",
    "CLIENT_STAGES",
    "CONTRACTS",
    "CUSTOMER_LISTS",
    "DATA_ISSUES",
    "EFFORT_MEASURES",
    "FILTERS",
    "HEALTH_BANDS",
    "HEALTH_MEASURES",
    "HISTORY",
    "HISTORY_INPUTS",
    "INPUT_TABLES",
    "LIFECYCLE_STAGES",
    "LIST_MEMBERS",
    "LIST_SUMMARY",
    "MEASURE_SCORES",
    "MOVEMENT",
    "MRR_LEDGER",
    "OPERATORS",
    "RATES",
    "RECURRING_BRIDGE",
    "RESULT_TABLES",
    "RETENTION",
    "REVIEWS",
    "REVIEW_CALENDAR",
    "SEGMENTS",
    "SEGMENT_RESULTS",
    "SERVICES",
    "SERVICE_COSTS",
    "SERVICE_PLAN",
    "SETTINGS",
    "SETTINGS_TABLE",
    "STACK_ALIGNMENT",
    "STACK_ITEMS",
    "STACK_SUMMARY",
    "STAGE_SUMMARY",
    "TIERS",
    "TIER_RULES",
    "TIER_SIMULATION",
    "TIER_SUMMARY",
    "Column",
    "Kind",
    "Setting",
    "Table",
    "default_lists",
    "defaults",
    "header_key",
    "input_table",
    "setting",
]

INPUT_TABLES = (
    CLIENTS,
    CONTRACTS,
    ASSETS,
    RATES,
    EFFORT_MEASURES,
    HEALTH_MEASURES,
    HEALTH_BANDS,
    SEGMENTS,
    TIERS,
    TIER_RULES,
    SERVICES,
    STACK_ITEMS,
    STACK_ALIGNMENT,
    LIFECYCLE_STAGES,
    CUSTOMER_LISTS,
    SETTINGS_TABLE,
    FILTERS,
)
"""The tables that users fill, in the order of the workbook's sheets."""

RESULT_TABLES = (
    SEGMENT_RESULTS,
    MRR_LEDGER,
    REVIEWS,
    REVIEW_CALENDAR,
    BAND_SUMMARY,
    TIER_SUMMARY,
    SERVICE_COSTS,
    ACCOUNT_SERVICES,
    SERVICE_PLAN,
    TIER_SIMULATION,
    STACK_SUMMARY,
    CLIENT_STACK,
    ASSET_LEDGER,
    MEASURE_SCORES,
    STAGE_SUMMARY,
    CLIENT_STAGES,
    CLIENT_ANALYSIS,
    ALERTS,
    LIST_SUMMARY,
    LIST_MEMBERS,
    DATA_ISSUES,
    MOVEMENT,
    RECURRING_BRIDGE,
    RETENTION,
    HISTORY,
    HISTORY_INPUTS,
)
"""The tables that a refresh writes."""


def input_table(name: str) -> Table:
    """An input table by its name, without regard to case, spaces and punctuation.

    Raises
    ------
    KeyError
        No such table; the message lists those there are.
    """
    for table in INPUT_TABLES:
        if header_key(table.name) == header_key(name):
            return table
    raise KeyError(f"there is no input table {name!r}; there are {', '.join(t.name for t in INPUT_TABLES)}")

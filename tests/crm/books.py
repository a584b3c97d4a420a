"""Books with a thousand accounts at the edges of their rules, and the files of an export read again."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from segmentbook.crm.export import Exported, export_crm
from segmentbook.model.inputs import Measure, Tier, TierRule
from segmentbook.model.segmentation import Segmentation, segment
from tests.crm import interpreter
from tests.crm.interpreter import Language, Value
from tests.model.books import make_book

__all__ = [
    "ACCOUNTS",
    "LANGUAGES",
    "MODES",
    "SYSTEMS",
    "TIERS",
    "book_of",
    "exported",
    "fields_of",
    "read",
    "rows_of",
    "typed",
]

SYSTEMS = ("salesforce", "hubspot", "dynamics", "zoho")
ACCOUNTS = 1_000

LANGUAGES: dict[str, Language] = {
    "a Salesforce formula field": interpreter.SALESFORCE,
    "HubSpot's equation editor": interpreter.HUBSPOT_EDITOR,
    "HubSpot's properties API": interpreter.HUBSPOT_API,
    "a Dataverse formula column": interpreter.DYNAMICS,
    "a Zoho formula field": interpreter.ZOHO,
}

TIERS = (
    Tier("Tier 1 - Strategic", 0.2, 120_000.0, 250.0),
    Tier("Tier 2 - Mid-market", 0.7, 36_000.0, 50.0),
    Tier("Tier 3 - Long tail"),
)
NUMBER_RULES = (
    TierRule("Tier 1 - Strategic", "ARR", ">=", 120_000.0),
    TierRule("Tier 1 - Strategic", "Employees", ">", 250.0),
    TierRule("Tier 2 - Mid-market", "Employees", "in", "40; 50;250"),
    TierRule("Tier 2 - Mid-market", "NPS", "<>", 9.0),
)
ABSENCE_RULES = (
    TierRule("Tier 1 - Strategic", "Employees", "not blank", None),
    TierRule("Tier 1 - Strategic", "Employees", "<=", 50.0),
    TierRule("Tier 1 - Strategic", "NPS", "<", 9.0),
    TierRule("Tier 2 - Mid-market", "NPS", "blank", None),
    TierRule("Tier 2 - Mid-market", "ARR", "=", 0.0),
)
TEXT_RULES = (
    TierRule("Tier 1 - Strategic", "Industry", "in", "Retail; Health care"),
    TierRule("Tier 1 - Strategic", "ARR", ">=", 36_000.0),
    TierRule("Tier 1 - Strategic", "Region", "<>", "north"),
    TierRule("Tier 2 - Mid-market", "Mine", "contains", "GOLD"),
    TierRule("Tier 2 - Mid-market", "Account Group", "not blank", None),
)
QUOTED_RULES = (
    TierRule("Tier 1 - Strategic", "Mine", "=", 'O\'Brien, "Ltd" \\ ") , "x'),
    TierRule("Tier 2 - Mid-market", "Mine", "contains", 'O\'Brien, "Ltd"'),
)
DATE_RULES = (
    TierRule("Tier 1 - Strategic", "Client Since", "<", date(2020, 1, 1)),
    TierRule("Tier 2 - Mid-market", "Last Review", "<>", date(2025, 6, 30)),
    TierRule("Tier 2 - Mid-market", "Client Since", ">=", date(2022, 2, 28)),
)
YES_RULES = (
    TierRule("Tier 1 - Strategic", "Retention Plan", "=", True),
    TierRule("Tier 2 - Mid-market", "Segment", "in", "HL;HH"),
    TierRule("Tier 2 - Mid-market", "Region", "blank", None),
)

MODES: dict[str, tuple[dict[str, Any], tuple[TierRule, ...]]] = {
    "share up": ({"tier_by": "ARR share"}, ()),
    "share down": ({"tier_by": "ARR share", "crossing_account": "Down"}, ()),
    "ARR": ({"tier_by": "ARR"}, ()),
    "employees": ({"tier_by": "Employees"}, ()),
    "rules: numbers": ({"tier_by": "Rules"}, NUMBER_RULES),
    "rules: absence": ({"tier_by": "Rules"}, ABSENCE_RULES),
    "rules: texts": ({"tier_by": "Rules"}, TEXT_RULES),
    "rules: quotes": ({"tier_by": "Rules"}, QUOTED_RULES),
    "rules: dates": ({"tier_by": "Rules"}, DATE_RULES),
    "rules: yes": ({"tier_by": "Rules"}, YES_RULES),
}

_DATES = [None, date(2019, 12, 31), date(2020, 1, 1), date(2022, 2, 27), date(2022, 2, 28), date(2025, 6, 30)]


@cache
def book_of(mode: str) -> Segmentation:
    """A book of a thousand accounts, with overrides among them, whose values lie at and around the edges."""
    settings, rules = MODES[mode]
    dice = random.Random(f"segmentbook {mode}")  # noqa: S311 - test data
    edges = [120_000.0, 36_000.0, 0.0, 1_000.0, 60_000.0, 1e6]
    clients: list[dict[str, Any]] = []
    for i in range(ACCOUNTS):
        arr = dice.choice(edges) + dice.choice([0.0, 0.0, 0.01, -0.01, 0.004, -0.006, 1 / 3])
        clients.append(
            {
                "Client": f"Account {i:04d}",
                "Client ID": f"{i:05d}",
                "Segment Value": dice.choice([arr, arr, -arr, dice.uniform(-1e4, 3e5)]) / 12,
                "Employees": dice.choice([None, 0.0, 1.0, 40.0, 49.0, 50.0, 51.0, 249.0, 250.0, 251.0, 9e4]),
                "NPS": dice.choice([None, -100.0, 0.0, 8.0, 8.5, 9.0, 10.0]),
                "Industry": dice.choice(["", "Retail", "RETAIL", " retail ", "Health care", "Bank", "Retail trade"]),
                "Region": dice.choice(["", "North", "NORTH ", "South", "Northeast"]),
                "Account Group": dice.choice(["", "A", "  "]),
                "Client Since": dice.choice(_DATES),
                "Last Review": dice.choice(_DATES),
                "Retention Plan": dice.choice([None, True, False]),
                "Tier Override": dice.choice([""] * 20 + ["Tier 3 - Long tail", "tier 1 - strategic"]),
                "Sites": dice.choice([None, 0.0, 50.0, 100.0]),
                "Mine": dice.choice(
                    [
                        None,
                        "A Gold one",
                        "gold",
                        "silver",
                        'o\'brien, "LTD" \\ ") , "X',
                        'We: O\'Brien, "Ltd" and sons',
                        "O'Brien",
                        "=gold",
                        "-",
                    ]
                ),
            }
        )
    measures = (Measure("Sites", 1.0),)
    return segment(make_book(clients, settings=settings, tiers=TIERS, tier_rules=rules, effort_measures=measures))


def exported(mode: str, system: str, folder: Path, **more: Any) -> Exported:
    return export_crm(book_of(mode), None, system=system, folder=folder, **more)


def read(path: Path) -> list[list[str]]:
    """A CSV file as its rows; that it is UTF-8 with CRLF and nothing else is checked."""
    content = path.read_bytes().decode("utf-8")
    body = content.removeprefix("\ufeff")
    assert "\ufeff" not in body
    assert body.endswith("\r\n")
    return list(csv.reader(io.StringIO(body, newline=""), strict=True))


def rows_of(path: Path) -> list[dict[str, str]]:
    header, *rows = read(path)
    assert len(set(header)) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows]


NUMBERS = {"ARR", "Employees", "NPS"}
DAYS = {"Client Since", "Last Review"}
_COLUMNS = (*sorted(NUMBERS), *sorted(DAYS), "Industry", "Region", "Account Group", "Retention Plan", "Mine", "Segment")


def fields_of(title: str) -> dict[str, tuple[str, str]]:
    """By our column: the header in files, and the name by which a formula calls the field."""
    found = {}
    for column in _COLUMNS:
        slug = column.replace(" ", "_")
        special: Mapping[str, Mapping[str, tuple[str, str]]] = {
            "Employees": {
                "Salesforce": ("NumberOfEmployees",) * 2,
                "HubSpot": ("Number of employees", "numberofemployees"),
                "Dataverse": ("Number of Employees",) * 2,
            },
            "Industry": {
                "Salesforce": ("Industry",) * 2,
                "HubSpot": ("Client Industry", "client_industry"),
                "Dataverse": ("Client Industry",) * 2,
            },
        }
        usual = {"Salesforce": (f"{slug}__c",) * 2, "HubSpot": (column, slug.lower())}
        system = next((s for s in ("Salesforce", "HubSpot", "Dataverse") if s in title), "Zoho")
        found[column] = special.get(column, {}).get(system) or usual.get(system) or (column, column)
    return found


def typed(title: str, row: Mapping[str, str], columns: Sequence[str] = _COLUMNS) -> dict[str, Value]:
    """The fields of a record as the CRM holds them after importing a row, by the name that formulas use."""
    values: dict[str, Value] = {}
    for column in columns:
        header, name = fields_of(title)[column]
        if header in row:
            text = row[header]
            if not text:
                values[name] = None
            elif column in NUMBERS:
                values[name] = float(text)
            else:
                values[name] = date.fromisoformat(text) if column in DAYS else text
    return values

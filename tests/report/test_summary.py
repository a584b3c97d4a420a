"""The JSON of a refresh."""

import json

from segmentbook.report.summary import json_summary
from tests.report import books


def test_the_object_is_the_one_of_the_contract() -> None:
    assert json_summary(books.segmentation(), books.ISSUES) == {
        "as_of": "2026-06-30",
        "clients": 5,
        "paying_clients": 5,
        "contracts": 8,
        "mrr": 15_750.0,
        "arr": 189_000.0,
        "value_cut": 5_000.0,
        "effort_cut": 50.0,
        "segments": {"HL": 1, "HH": 1, "LL": 1, "LH": 1, "Unplaced": 1},
        "bands": {"Needs attention": 1, "Satisfactory": 1, "Healthy": 2, "Unscored": 1},
        "tiers": {
            "Tier 1 - Strategic": {"accounts": 1, "arr": 96_000.0, "cost": None, "value": None},
            "Tier 2 - Mid-market": {"accounts": 1, "arr": 72_000.0, "cost": None, "value": None},
            "Tier 3 - Long tail": {"accounts": 3, "arr": 24_000.0, "cost": None, "value": None},
        },
        "issues": {"error": 2, "warning": 2},
    }


def test_it_is_json_and_money_is_to_the_cent() -> None:
    lines = {0: books.LINES[0] | {"MRR": 0.1 + 0.2}}
    text = json.dumps(json_summary(books.segmentation(lines=lines), ()))
    assert '"mrr": 0.3,' in text
    assert '"arr": 3.6,' in text


def test_an_empty_book_has_no_cut_where_the_median_has_none() -> None:
    from dataclasses import replace

    empty = replace(books.segmentation(clients={}, lines={}, value_cut=None), value_cut=float("nan"))
    summary = json_summary(empty, ())
    assert (summary["clients"], summary["contracts"], summary["mrr"], summary["value_cut"]) == (0, 0, 0.0, None)

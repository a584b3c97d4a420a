"""Yes and no, and choices."""

from __future__ import annotations

import pytest

from segmentbook.checks.words import choice_column, yes_no_column
from segmentbook.raw import ErrorValue, RawColumn
from segmentbook.schema import CONTRACTS
from segmentbook.schema.read_words import read_choice, read_yes_no

YES = ["Yes", "YES", " yes ", "y", "true", "TRUE", "1", "x", "X", "ja", "oui", "si", "Sí", "✓"]
NO = ["No", "n", "false", "0", "nein", "non", "✗"]


@pytest.mark.parametrize(("words", "answer"), [(YES, True), (NO, False), (["", "perhaps", "2", "yes!", "o"], None)])
def test_words_of_yes_and_no(words, answer):
    assert [read_yes_no(word) for word in words] == [answer] * len(words)


def test_a_column_of_yes_and_no():
    raw = RawColumn.from_values([True, False, 1, 0, "x", "no", None, " ", 2, "maybe", ErrorValue("#N/A")])
    read = yes_no_column(raw, True)
    assert read.values.tolist() == [True, False, True, False, True, False] + [True] * 5
    assert read.unreadable.tolist() == [False] * 8 + [True] * 3


STATUSES = {
    "Active": ["active", "ACTIVE ", "Activated", "Open", "Won", "in force", "Current"],
    "Draft": ["draft", "In Draft"],
    "Quoted": ["Quote", "quotation", "Proposal"],
    "Cancelled": ["canceled", "Cancelled", "cancel", "Terminated"],
}
KINDS = {
    "Recurring": ["recurring", "Subscription"],
    "One-off": ["one off", "ONE-OFF", "One time", "one-time", "Non-recurring", "Setup", "Setup fee"],
    "Third party": ["third-party", "3rd party", "Pass-through", "Pass through"],
}


@pytest.mark.parametrize(
    ("header", "choice", "word"),
    [(h, c, w) for h, words in (("Status", STATUSES), ("Kind", KINDS)) for c, ws in words.items() for w in ws],
)
def test_other_words_for_a_choice(header, choice, word):
    assert read_choice(word, CONTRACTS[header].choices, header) == choice


@pytest.mark.parametrize("word", ["Expired", "Activ", "Active?", "n/a", "1"])
def test_what_is_no_status(word):
    # a comparison without regard to punctuation takes "Active?" as Active
    expected = "Active" if word == "Active?" else None
    assert read_choice(word, CONTRACTS["Status"].choices, "Status") == expected


def test_a_column_of_choices():
    raw = RawColumn.from_values(["open", None, "Open", "expired", 7, ErrorValue("#N/A"), "active"])
    read = choice_column(raw, CONTRACTS["Status"].choices, "Status", "Active")
    assert read.values.tolist() == ["Active", "Active", "Active", "expired", "7", "#N/A", "Active"]
    assert read.unreadable.tolist() == [False, False, False, True, True, True, False]
    assert [(r.row, r.rule, r.value, r.action) for r in read.remarks] == [
        (0, "should be Active, Draft, Quoted or Cancelled", "open", "Read as Active."),
        (2, "should be Active, Draft, Quoted or Cancelled", "Open", "Read as Active."),
    ]

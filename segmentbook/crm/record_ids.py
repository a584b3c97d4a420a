"""Record IDs of each CRM: whether a text is one, and the form in which it is safe to write.

Salesforce shows IDs of 15 characters in which case matters, and gives programs 18: the last three say which of the
first fifteen are capitals (A-Z, then 0-5, for each five characters read backwards as bits), so that tools which
ignore case do no harm. Source: Salesforce's function CASESAFEID and its public algorithm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["RecordId", "dynamics_id", "hubspot_id", "salesforce_18", "salesforce_id", "zoho_id"]

_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHORT, _CHUNK = 15, 5
_ACCOUNT = "001"
_SALESFORCE = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_HUBSPOT = re.compile(r"[0-9]{1,20}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ZOHO = re.compile(r"(?:zcrm_)?[0-9]{15,19}")
_SCIENTIFIC = re.compile(r"[0-9.]+[eE]\+?[0-9]+")


@dataclass(frozen=True, slots=True)
class RecordId:
    """A record ID as it is written (``text``), or what is wrong with it (``fault``); ``short``: 15 characters typed."""

    text: str = ""
    fault: str = ""
    short: bool = False


def salesforce_18(short: str) -> str:
    """The 18-character form of a 15-character Salesforce ID.

    Examples
    --------
    >>> salesforce_18("a0D30000001n7Pi")
    'a0D30000001n7PiEAI'
    """
    checks = ""
    for start in range(0, _SHORT, _CHUNK):
        bits = sum(character.isupper() << i for i, character in enumerate(short[start : start + _CHUNK]))
        checks += _CHECKS[bits]
    return short + checks


def salesforce_id(text: str) -> RecordId:
    """An account's Salesforce ID in its 18-character form; capitals that a tool has lost come back from the check.

    Examples
    --------
    >>> salesforce_id("001SB0000000004"), salesforce_id("001sb0000000004yaa").text
    (RecordId(text='001SB0000000004YAA', fault='', short=True), '001SB0000000004YAA')
    >>> salesforce_id("003SB0000000004").fault
    'is not the ID of an account: those begin with 001'
    """
    if not _SALESFORCE.fullmatch(text):
        return RecordId(fault=_unlike(text, "a Salesforce ID has 15 or 18 letters and digits"))
    if not text.startswith(_ACCOUNT):
        return RecordId(fault=f"is not the ID of an account: those begin with {_ACCOUNT}")
    if len(text) == _SHORT:
        return RecordId(salesforce_18(text), short=True)
    restored = _restored(text[:_SHORT], text[_SHORT:].upper())
    if restored is None:
        return RecordId(fault="was mistyped: its last three characters, which check the others, do not fit them")
    return RecordId(restored)


def hubspot_id(text: str) -> RecordId:
    """A HubSpot Record ID: digits.

    Examples
    --------
    >>> hubspot_id("0012345678").text, hubspot_id("ACME-1").fault
    ('0012345678', 'is not a Record ID: HubSpot uses digits only')
    """
    return _matched(_HUBSPOT, text, text, "a Record ID: HubSpot uses digits only")


def dynamics_id(text: str) -> RecordId:
    """A Dynamics GUID, without braces and in small letters.

    Examples
    --------
    >>> dynamics_id("{0F8FAD5B-D9CB-469F-A165-70867728950E}").text
    '0f8fad5b-d9cb-469f-a165-70867728950e'
    """
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    return _matched(_GUID, inner, inner.lower(), "a GUID such as 0f8fad5b-d9cb-469f-a165-70867728950e")


def zoho_id(text: str) -> RecordId:
    """A Zoho record ID: 15 to 19 digits, with or without the zcrm_ of its exports.

    Examples
    --------
    >>> zoho_id("zcrm_3652397000000649013").text, bool(zoho_id("3.65239700000065e+18").fault)
    ('zcrm_3652397000000649013', True)
    """
    return _matched(_ZOHO, text, text, "a Zoho record ID of 15 to 19 digits")


def _matched(pattern: re.Pattern[str], text: str, written: str, wanted: str) -> RecordId:
    if pattern.fullmatch(text):
        return RecordId(written)
    return RecordId(fault=_unlike(text, f"it is not {wanted}") if _SCIENTIFIC.fullmatch(text) else f"is not {wanted}")


def _unlike(text: str, otherwise: str) -> str:
    if _SCIENTIFIC.fullmatch(text):
        return "was typed as a number, of which Excel keeps 15 digits; format the cell as Text and type the ID again"
    return f"is not a record ID: {otherwise}"


def _restored(short: str, checks: str) -> str | None:
    """The ID with the capitals that its check says; None where the check cannot be right."""
    letters = []
    for i, check in enumerate(checks):
        bits = _CHECKS.find(check)
        if bits < 0:
            return None
        for j, character in enumerate(short[i * _CHUNK : (i + 1) * _CHUNK]):
            capital = bool(bits >> j & 1)
            if capital and not character.isalpha():
                return None
            letters.append(character.upper() if capital else character.lower())
    return "".join(letters) + checks

"""Words as people and systems write them: yes or no, and one of a few choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segmentbook.model.keys import header_key

__all__ = ["NEAR_SYNONYMS", "SYNONYMS", "read_choice", "read_yes_no", "tidy"]

_YES = frozenset(
    ["yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí", "sì", "sim", "wahr", "vrai", "verdadero", "vero"]
).union("✓✔☑")
_NO = frozenset(["no", "n", "false", "0", "nein", "non", "não", "nao", "falsch", "faux", "falso"]).union("✗✘☐")

SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "Status": {
        "Active": "activated live current inforce signed running",
        "Draft": "indraft drafted",
        "Quoted": "quote quotation proposal proposed offer offered",
        "Cancelled": "canceled cancel terminated cancellation",
    },
    "Kind": {
        "Recurring": "recurringrevenue recurringfee subscription mrr",
        "One-off": "onetime oneofffee onetimefee nonrecurring setup setupfee single once project",
        "Third party": "3rdparty thirdpartyproduct passthrough resale",
    },
    "Value": {"High": "h", "Low": "l"},
    "Effort": {"High": "h", "Low": "l"},
}
"""Other words for a choice, as ``header_key`` writes them: column -> choice -> words."""

NEAR_SYNONYMS: Mapping[str, Mapping[str, str]] = {"Status": {"Active": "open won closedwon"}}
"""Words that probably mean a choice: taken, and reported."""


_INVISIBLE = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u200b": None, "\ufeff": None, "\u200e": None, "\u200f": None}
)


def tidy(text: str) -> str:
    r"""Strip a text of surrounding spaces, and of the spaces and marks that nobody sees but that make names differ.

    Examples
    --------
    >>> tidy(" Acme\u00a0Ltd ")
    'Acme Ltd'
    """
    return (text if text.isascii() else text.translate(_INVISIBLE)).strip()


def read_yes_no(text: str) -> bool | None:
    """Read yes or no in the words that people and systems use; None where it is neither.

    Examples
    --------
    >>> read_yes_no(" Ja "), read_yes_no("FALSE"), read_yes_no("perhaps")
    (True, False, None)
    """
    word = tidy(text).casefold()
    return True if word in _YES else False if word in _NO else None


def read_choice(text: str, choices: Sequence[str], header: str = "") -> str | None:
    """Find the choice that a text names, without regard to case, spaces and punctuation; None for none.

    Examples
    --------
    >>> read_choice("one time", ("Recurring", "One-off"), "Kind"), read_choice("CANCELED", ("Cancelled",), "Status")
    ('One-off', 'Cancelled')
    """
    key = header_key(text)
    for choice in choices:
        if key == header_key(choice) or key in SYNONYMS.get(header, {}).get(choice, "").split():
            return choice
    return next((c for c in choices if key in NEAR_SYNONYMS.get(header, {}).get(c, "").split()), None)

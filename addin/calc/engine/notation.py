"""Formulas and references in Excel's notation and in Calc's: ``=SUM(Clients!A1,2)`` is ``=SUM($Clients.A1;2)``.

Both are English A1. Calc parts arguments by ``;``, columns of an array by ``;`` and its rows by ``|``, areas of a union
by ``~``, and a sheet from its cells by a dot; it has no ``[@Column]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["from_calc", "place_from_calc", "place_to_calc", "to_calc"]

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)"
_EXCEL = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>{_SHEET})!
    |(?P<lost>\#REF!)(?=\$?[A-Za-z])
    |(?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))
    |(?P<quoted>'(?:[^']|'')*')
    |(?P<word>[^\W\d][\w.]*)
    |(?P<open>[({{\[])|(?P<close>[)}}\]])
    |(?P<comma>,)|(?P<semicolon>;)
    |(?P<space>\s+)
    |.""",
    re.X | re.S,
)
_CALC = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<lost>\$?\#REF!\.)
    |(?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))
    |(?P<fixed>\$)?(?P<sheet>'(?:[^']|'')+'|[^\W\d]\w*)\.(?=\$?[A-Za-z]{1,3}\$?[0-9]|\$?[A-Za-z]{1,3}:|\$?[0-9]+:|\#REF!)
    |(?P<quoted>'(?:[^']|'')*')
    |(?<![\w.])(?P<truth>TRUE|FALSE)\(\)
    |(?P<word>[^\W\d][\w.]*)
    |(?P<open>[({\[])|(?P<close>[)}\]])
    |(?P<bar>\|)|(?P<semicolon>;)|(?P<union>~)
    |.""",
    re.X | re.S,
)
_SPECIAL = re.compile(r"\[#(all|data|headers|totals|this row)\]", re.I)
_TRUTH = ("TRUE", "FALSE")
_SPELLED = {item.lower(): item for item in ("All", "Data", "Headers", "Totals", "This Row")}
_PLAIN_SHEET = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_THIS_ROW = re.compile(r"\[@(?:\[((?:[^\]']|'.)*)\]|((?:[^\]\['#@]|'.)*))\]")


def to_calc(formula: str, table: str = "") -> str:
    r"""An Excel formula as Calc takes it; ``table`` is the one that ``[@Column]`` without a name means.

    Examples
    --------
    >>> to_calc("=SUM(Clients!A1:B2,{1,2;3,4})&\"a,b\"")
    '=SUM($Clients.A1:B2;{1;2|3;4})&"a,b"'
    >>> to_calc("=IF(A1,TRUE,FALSE())")
    '=IF(A1;TRUE();FALSE())'
    >>> to_calc("=SUBTOTAL(103,[@Client])+COUNTA(Tiers[#All])", "SegmentResults")
    '=SUBTOTAL(103;SegmentResults[[#This Row];[Client]])+COUNTA(Tiers[[#All]])'
    """
    inside: list[str] = []
    parts: list[str] = []
    for match in _EXCEL.finditer(_with_tables(formula, table)):
        text, kind = match[0], match.lastgroup
        if kind == "open":
            function = text == "(" and parts and re.fullmatch(r"[\w.]+", parts[-1])
            inside.append("f" if function else text)
        elif kind == "close" and inside:
            inside.pop()
        elif kind == "comma":
            text = "~" if inside[-1:] == ["("] or not inside else ";"
        elif kind == "semicolon" and inside[-1:] == ["{"]:
            text = "|"
        elif kind == "sheet":
            text = f"${match['sheet']}."
        elif kind == "lost":
            text = "$#REF!."
        elif kind == "word" and text.upper() in _TRUTH and not match.string.startswith("(", match.end()):
            text = f"{text.upper()}()"  # else Calc takes it for a number
        parts.append(text)
    return "".join(parts)


def _with_tables(formula: str, table: str) -> str:
    """Structured references as Calc reads them: a special item in brackets of its own, this row by its name."""

    def this_row(match: re.Match[str]) -> str:
        before = match.string[: match.start()]
        named = re.search(r"[\w.\\]+$", before)
        return f"{'' if named else table}[[#This Row],[{match[1] or match[2]}]]"

    outside = _outside_texts(lambda text: _THIS_ROW.sub(this_row, text))
    formula = outside(formula)
    return _outside_texts(lambda text: re.sub(r"(?<=\w)" + _SPECIAL.pattern, _item, text, flags=re.I))(formula)


def _item(match: re.Match[str]) -> str:
    return f"[[#{_SPELLED[match[1].lower()]}]]"


def _outside_texts(change: Callable[[str], str]) -> Callable[[str], str]:
    """Change a formula where it is no text in quotes."""

    def changed(formula: str) -> str:
        if '"' not in formula:
            return change(formula)
        parts = re.split(r'("(?:[^"]|"")*")', formula)
        return "".join(part if place % 2 else change(part) for place, part in enumerate(parts))

    return changed


def from_calc(formula: str) -> str:
    r"""A formula of Calc's as Excel writes it.

    Examples
    --------
    >>> from_calc("=SUM($Clients.A1:B2;{1;2|3;4})&\"a;b\"")
    '=SUM(Clients!A1:B2,{1,2;3,4})&"a;b"'
    >>> from_calc("=IF(A1;TRUE();x.TRUE)")
    '=IF(A1,TRUE,x.TRUE)'
    >>> from_calc("=COUNTA(Tiers[[#All];[Tier]])+$'My list'.$A$1+$#REF!.$B$2")
    "=COUNTA(Tiers[[#All],[Tier]])+'My list'!$A$1+#REF!$B$2"
    """
    inside: list[str] = []
    parts: list[str] = []
    for match in _CALC.finditer(formula):
        text, kind = match[0], match.lastgroup
        if kind == "open":
            inside.append(text)
        elif kind == "close" and inside:
            inside.pop()
        elif kind == "semicolon":
            text = ","
        elif kind == "bar" and inside[-1:] == ["{"]:
            text = ";"
        elif kind == "union":
            text = ","
        elif kind == "sheet":
            text = f"{match['sheet']}!"
        elif kind == "lost":
            text = "#REF!"
        elif kind == "truth":
            text = match["truth"].upper()
        parts.append(text)
    return "".join(parts)


def place_from_calc(reference: str) -> str:
    """Places as Segmentbook writes them, the sheet always in quotes: ``$Ann.$A$1:$B$2`` is ``'Ann'!$A$1:$B$2``.

    Examples
    --------
    >>> place_from_calc("$BandSummary.$A$5;$'Ann''s list'.$A$1"), place_from_calc("$#REF!.$A$1"), place_from_calc("50")
    ("'BandSummary'!$A$5,'Ann''s list'!$A$1", '#REF!$A$1', '50')
    """
    excel = from_calc(reference)
    return re.sub(rf"(?<![\w'#])({_PLAIN_SHEET.pattern}|[^\W\d]\w*)!", lambda m: f"'{m[1]}'!", excel)


def place_to_calc(reference: str) -> str:
    """A place, or several parted by commas, as Calc takes it.

    Examples
    --------
    >>> place_to_calc("'BandSummary'!$A$5,'Ann''s list'!$A$1:$B$2")
    "$'BandSummary'.$A$5~$'Ann''s list'.$A$1:$B$2"
    """
    return to_calc(reference)

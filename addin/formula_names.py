"""What Excel and VBA refuse of a formula's names and texts, so that every wrapper of ours compiles and shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from udfs import Argument, Formula

__all__ = ["MAXIMUM_SIGNATURE", "MAXIMUM_TEXT", "faults", "vba_name"]

MAXIMUM_TEXT = 255
"""Characters of a description or of an argument's help; what is longer, Excel refuses or cuts."""

MAXIMUM_SIGNATURE = 254
"""Characters of a formula's name and its arguments together; the function wizard fails above."""

_MAXIMUM_ARGUMENTS = 29  # of a VBA function that a cell calls, in the oldest Excel that takes descriptions of them

# [MS-VBAL] 3.3.5.2, reserved identifiers; xlwings adds "caller", which it fills in itself.
_VBA_WORDS = frozenset(
    """
    call case close const declare defbool defbyte defcur defdate defdbl defint deflng deflnglng deflngptr defobj defsng
    defstr defvar dim do else elseif end endif enum erase event exit for friend function get global gosub goto if
    implements input let lock loop lset next on open option print private public put raiseevent redim resume return
    rset seek select set static stop sub type unlock wend while with write rem any as byref byval each in new shared
    until withevents optional paramarray preserve spc tab then to addressof and eqv imp is like mod not or typeof xor
    abs cbool cbyte ccur cdate cdbl cdec cint clng clnglng clngptr csng cstr cvar cverr date debug doevents fix int len
    lenb me pset scale sgn string array circle inputb lbound ubound boolean byte currency double integer long longlong
    longptr single variant true false nothing empty null attribute lineinput cdecl decimal defdec caller
    """.split()  # noqa: SIM905  # words, not lines of quotes
)

# Newer than openpyxl's list, which is that of the standard (Excel 2007).
_NEW_EXCEL_FUNCTIONS = frozenset(
    """
    ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND
    BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.INV CHISQ.TEST CHOOSECOLS
    CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COPILOT COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH DAYS
    DECIMAL DETECTLANGUAGE DROP ENCODEURL EXPAND EXPON.DIST F.DIST F.INV F.TEST FIELDVALUE FILTER FILTERXML FLOOR.MATH
    FLOOR.PRECISE FORECAST.ETS FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS GROUPBY
    HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED
    ISOWEEKNUM LAMBDA LET LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST
    NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTOF
    PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY POISSON.DIST QUARTILE.EXC QUARTILE.INC RANDARRAY RANK.AVG
    RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST RRI RTD SCAN SEC SECH SEQUENCE SHEET SHEETS SINGLE SKEW.P SORT
    SORTBY STDEV.P STDEV.S STOCKHISTORY SWITCH T.DIST T.INV T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL
    TOROW TRANSLATE TRIMRANGE UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS
    WRAPROWS XLOOKUP XMATCH XOR Z.TEST
    """.split()  # noqa: SIM905  # words, not lines of quotes
)

_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*(C[0-9]*)?|C[0-9]*", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def vba_name(formula: Formula, argument: Argument) -> str:
    """An argument's name in VBA, where it may not be that of its function: ``TIERS(arr_column, tiers_table)``."""
    return f"{argument.name}_{argument.kind}" if argument.name.upper() == formula.name.upper() else argument.name


def faults(formula: Formula) -> tuple[str, ...]:
    """Everything about a formula that Excel or VBA would refuse, cut or mistake for something else; empty where fine.

    Examples
    --------
    >>> from udfs import Argument
    >>> tax = Formula("SUM", print, "Adds.", (Argument("date", "A day.", False, "date"),), "value")
    >>> faults(tax)
    ('SUM is a function of Excel', "SUM: VBA does not take 'date' as a name")
    """
    return tuple(_faults(formula))


def _faults(formula: Formula) -> Iterator[str]:
    from openpyxl.utils import FORMULAE

    name = formula.name
    if name.upper() in FORMULAE or name.upper() in _NEW_EXCEL_FUNCTIONS:
        yield f"{name} is a function of Excel"
    words = [vba_name(formula, argument).lower() for argument in formula.arguments]
    for word in (name, *words):
        if not _IDENTIFIER.fullmatch(word) or word.lower() in _VBA_WORDS:
            yield f"{name}: VBA does not take {word!r} as a name"
        elif _CELL.fullmatch(word):
            yield f"{name}: {word!r} is the address of a cell"
    if len(set(words)) < len(words):
        yield f"{name}: two of its arguments have the same name to VBA"
    if len(name) + len(", ".join(words)) > MAXIMUM_SIGNATURE:
        yield f"{name}: the name and its arguments have more than {MAXIMUM_SIGNATURE} characters"
    if len(words) > _MAXIMUM_ARGUMENTS:
        yield f"{name}: more than {_MAXIMUM_ARGUMENTS} arguments"
    optional = [argument.optional for argument in formula.arguments]
    if optional != sorted(optional):
        yield f"{name}: an argument that must be given follows one that may be left out"
    for what, text in (("its summary", formula.summary), *((a.name, a.help) for a in formula.arguments)):
        yield from (f"{name}: {what} {fault}" for fault in _text_faults(text))


def _text_faults(text: str) -> Iterator[str]:
    if not text.strip():
        yield "is not described"
    if len(text) > MAXIMUM_TEXT:
        yield f"is described in more than {MAXIMUM_TEXT} characters"
    if not (text.isascii() and text.isprintable()):
        yield "is described in characters that are not plain ASCII on one line"

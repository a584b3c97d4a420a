"""What a cell can call: every rule as a formula, in Excel by xlwings and in LibreOffice Calc.

Importing this imports neither pandas nor xlwings, and calling a formula of one client does not either. Where xlwings
is loaded already, as in its formula server, the formulas are registered with it.
"""

import sys

from udfs._errors import CellError, ExcelError
from udfs._registry import FORMULAS, Argument, Formula
from udfs.bands import HEALTHBAND
from udfs.scorecards import EFFORTSCORE, HEALTHSCORE
from udfs.segments import SEGMENT, SEGMENTTABLE, SEGMENTWHY
from udfs.services import SERVICECOST, SERVICEVALUE
from udfs.tiers import TIER, TIERS
from udfs.value import CONTRACTMRR, OVERALLVALUE, TECHDEBT, VALUEPERSEAT

__all__ = [
    "CONTRACTMRR",
    "EFFORTSCORE",
    "FORMULAS",
    "HEALTHBAND",
    "HEALTHSCORE",
    "OVERALLVALUE",
    "SEGMENT",
    "SEGMENTTABLE",
    "SEGMENTWHY",
    "SERVICECOST",
    "SERVICEVALUE",
    "TECHDEBT",
    "TIER",
    "TIERS",
    "VALUEPERSEAT",
    "Argument",
    "CellError",
    "ExcelError",
    "Formula",
]

if "xlwings" in sys.modules:
    from udfs._xlwings import attach

    attach(FORMULAS.values())

"""The extension for LibreOffice Calc: the formulas of ``udfs`` as Calc add-in functions, and what builds it."""

"""Rows of a CSV or xlsx file -> an input table of a workbook."""

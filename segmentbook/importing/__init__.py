"""Rows from other programs' files (CSV, xlsx) into the input tables of a workbook."""

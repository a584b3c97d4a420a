"""The workbook: a file as a package of parts, read into raw tables and written part by part."""

"""What leaves the workbook for people without it: pages for a business review."""

"""Customer segments, health, tiers and cost to serve, inside the Excel workbook you already have."""

__version__ = "0.1.0"

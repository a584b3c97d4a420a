"""Tiers for the CRM: the flat file, the rule as that system's formula, test rows, gaps."""

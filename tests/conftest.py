"""Fixtures for all tests."""

from tests.tools import office, validator

__all__ = ["office", "validator"]

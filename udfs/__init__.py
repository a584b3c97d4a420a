"""What a cell can call (issue 3 fills this package)."""

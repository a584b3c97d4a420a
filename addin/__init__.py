"""What the ribbon can call (issue 4 fills this package)."""

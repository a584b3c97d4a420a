"""What runs inside LibreOffice, on the Python it brings: the standard library, ``udfs`` and what that needs only."""

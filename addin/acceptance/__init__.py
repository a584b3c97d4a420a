"""The checks that only Excel on Windows can answer, apart from the Excel that answers them."""

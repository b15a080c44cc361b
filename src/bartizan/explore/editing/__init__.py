"""Change a query by hand, line by line."""

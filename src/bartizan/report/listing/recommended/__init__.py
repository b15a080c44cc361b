"""Recommendations as a list: their rows, and what lies beside them."""

"""Summaries of rows, which open beside a list."""

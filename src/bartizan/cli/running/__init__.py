"""Commands to run Bartizan for real: serve it, look back, and check it."""

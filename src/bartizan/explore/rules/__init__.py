"""Rules that are made of queries: their text and their examples."""

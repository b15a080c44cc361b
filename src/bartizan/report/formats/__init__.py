"""The formats that results are exported in."""

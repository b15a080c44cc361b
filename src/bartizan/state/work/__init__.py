"""Work in state: requests that were answered, changes that can be undone, and scans that were asked for."""

"""Questions: of the explorer, and those that were saved."""

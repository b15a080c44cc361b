"""What stands on pages beside their lists: how scopes were read, and what the overview counts of them."""

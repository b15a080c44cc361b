"""Tables that a page shows whole, without filters."""

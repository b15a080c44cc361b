"""Pages beside the explorer's own."""

"""What stands around every page, and how a page becomes text."""

"""Other tools over the same packages."""

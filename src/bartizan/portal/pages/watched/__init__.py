"""Pages below Environment: one scope of a connector."""

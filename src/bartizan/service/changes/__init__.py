"""History: which snapshots there are, and what changed from one to another."""

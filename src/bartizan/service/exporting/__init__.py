"""Export continuously: what changed with each snapshot, and tickets for recommendations."""

"""What people work through: the queue of exposures."""

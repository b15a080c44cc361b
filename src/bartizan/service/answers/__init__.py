"""What is asked beyond lists: questions to the explorer, and the map of attack paths."""

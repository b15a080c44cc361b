"""What happened, line by line, newest first."""

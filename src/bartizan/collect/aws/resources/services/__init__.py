"""What else runs as roles, or can be made to: listed by option, for ways to a stronger role lead through it."""

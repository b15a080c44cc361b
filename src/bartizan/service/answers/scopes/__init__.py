"""How scopes stand: what is read below each connector, what could be read of it, and what a plan hides."""

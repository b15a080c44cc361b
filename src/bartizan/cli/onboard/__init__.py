"""Commands that say what is watched: connect, connectors, plans."""

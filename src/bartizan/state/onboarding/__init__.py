"""What is watched: connectors, and the plan of each of their scopes."""

"""Pipeline: the order in which the stages run: scan, publish, rematch, inspect a package."""

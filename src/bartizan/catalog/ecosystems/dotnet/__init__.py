""".NET: dependency files, assemblies, and programs in a single file."""

"""Packages to read, made by the installers of each ecosystem, with what those recorded."""

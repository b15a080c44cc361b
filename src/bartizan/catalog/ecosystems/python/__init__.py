"""Python: installed distributions, lock files, requirements, and what files of known projects imply."""

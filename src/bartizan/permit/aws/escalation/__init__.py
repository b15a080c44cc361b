"""Known techniques by which a principal of AWS gains a stronger identity, each a file in ``techniques``."""

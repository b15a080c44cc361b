"""The security explorer: questions about workloads, identities and data, and the relations between them."""

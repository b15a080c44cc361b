"""Advise: what is known about packages: advisories, exploited vulnerabilities, and the order of versions."""

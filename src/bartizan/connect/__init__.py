"""Onboarding: from a connector to what a scan reads, what its principal may read, and the template that lets it."""

"""Identities, roles and who has them, and what stands above subscriptions."""

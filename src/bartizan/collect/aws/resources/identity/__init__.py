"""Accounts, principals and policies."""

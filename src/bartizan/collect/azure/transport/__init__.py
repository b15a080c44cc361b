"""Calls to Azure: clouds, logins, quotas, and answers that are checked."""

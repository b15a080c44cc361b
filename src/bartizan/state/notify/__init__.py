"""Notifications: who is notified of what, and what is sent."""

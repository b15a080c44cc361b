"""Tabs of Settings with forms of their own: each lists what is kept, and adds, changes and removes it."""

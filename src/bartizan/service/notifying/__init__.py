"""Notify people: rules, deliveries, and what time alone brings."""

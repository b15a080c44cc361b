"""Collect: ask the clouds and land one observation per answer. The only stage that talks to a cloud."""

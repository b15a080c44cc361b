"""Styles, scripts and pictures of the portal."""

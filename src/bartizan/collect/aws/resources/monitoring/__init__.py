"""Logs, trails and detectors."""

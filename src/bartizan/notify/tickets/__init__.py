"""Issues of trackers: one for each recommendation."""

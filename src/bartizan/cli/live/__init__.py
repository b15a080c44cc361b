"""What a scan shows of itself while it runs."""

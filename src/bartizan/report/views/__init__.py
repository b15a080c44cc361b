"""What each view of a snapshot shows, as rows."""

"""Work that people ask for: decisions about many findings at once, undoing them, and scans."""

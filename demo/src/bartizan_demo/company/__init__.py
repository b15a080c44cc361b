"""The made-up company that fills the emulators."""

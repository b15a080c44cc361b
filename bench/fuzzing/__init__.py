"""Fuzz the archive reader and the catalogers: broken inputs in, words about what broke out."""

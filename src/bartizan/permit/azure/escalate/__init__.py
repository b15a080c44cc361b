"""How principals gain stronger ones: techniques, what they go through, and whether that is worth anything."""

"""What people keep: their views of lists, what they attest of controls, and how they set rules."""

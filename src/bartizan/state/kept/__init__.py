"""What people keep: their views of lists, and what they attest of controls."""

"""What people keep on pages: views of lists, and what they attest of controls."""

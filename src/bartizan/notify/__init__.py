"""Send notifications: to which addresses, in which form."""

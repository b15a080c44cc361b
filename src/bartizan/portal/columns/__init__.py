"""The columns of a table: which are shown, in which order and how wide, in the address or kept by a person."""

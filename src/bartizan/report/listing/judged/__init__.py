"""What rules say of the rows of a list beyond the findings that a snapshot keeps."""

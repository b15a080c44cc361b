"""What the forms of the explorer's builder do."""

"""What the company has in AWS."""

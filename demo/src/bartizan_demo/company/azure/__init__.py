"""What the company has in Azure."""

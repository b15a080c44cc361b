"""Azure Resource Manager, Resource Graph, Entra ID and deployment sites."""

"""How a kind of Azure resource is listed and asked about, as its collector says."""

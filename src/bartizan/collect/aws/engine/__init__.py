"""How a kind of AWS resource is listed and asked about, as its collector says."""

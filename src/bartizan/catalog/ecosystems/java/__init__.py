"""Java: what JARs say of themselves, nested and shaded ones as well."""

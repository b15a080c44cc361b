"""The commands about what an attacker could reach."""

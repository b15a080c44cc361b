"""The screens about what an attacker could reach."""

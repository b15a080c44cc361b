"""What lies beside matches of advisories and attack paths."""

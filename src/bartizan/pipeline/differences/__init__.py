"""What changed on resources from one snapshot to another: configuration, permissions, packages, and what is gone."""

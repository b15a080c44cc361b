"""Base: settings, YAML documents, data that ships, the shapes of secrets. Knows no other room but the nouns."""

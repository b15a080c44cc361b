"""The security explorer: a question about resources and how they are related, as text, as JSON and as SQL."""

"""Access: who somebody is and what they may do: one-time links, passwords, identity providers, sessions, tokens."""

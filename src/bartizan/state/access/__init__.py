"""Who may come in: directories, people and their roles, sessions, tokens. Of what proves it only hashes are stored."""

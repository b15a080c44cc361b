"""Commands that ask questions of a snapshot: `explore` and `sql`."""

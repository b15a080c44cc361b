"""Where advisories come from, and how they are downloaded, checked and stored."""

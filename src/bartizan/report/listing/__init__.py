"""Lists as the API pages, filters and counts them: tables in memory whose texts are small numbers."""

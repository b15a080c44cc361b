"""What a list is filtered with: the facets at its side or in a drawer, and chips of what is asked."""

"""The routes of the API, a file for each resource; each module's ``router`` is taken because it is there."""

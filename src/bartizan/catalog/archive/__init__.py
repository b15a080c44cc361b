"""Archives as they are read: by ranges over HTTP, from files and folders, within limits."""

"""The portal: pages for people over the same service as the API, in two workspaces."""

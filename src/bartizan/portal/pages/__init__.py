"""The pages, one a file; the registry in ``features`` names them."""

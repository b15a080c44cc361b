"""Calls to AWS: endpoints, credentials, signing, HTTP, and answers that are checked."""

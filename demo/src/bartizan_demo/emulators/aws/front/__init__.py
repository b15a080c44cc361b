"""The front: keep-alive, faults, lies, nulls, pages, quotas."""

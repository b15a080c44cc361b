"""Catalog: read the packages that workloads run, by ranges, and list what third-party code is in them."""

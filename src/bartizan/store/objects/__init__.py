"""Snapshots on an object store: Amazon S3 and what speaks its protocol, and Azure Blob Storage."""

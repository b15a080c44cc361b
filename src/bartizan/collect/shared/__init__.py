"""What collecting from both clouds shares: quotas, limits, memory, failures, masking."""

"""What apps read and write: storage, databases, queues, vaults, registries."""

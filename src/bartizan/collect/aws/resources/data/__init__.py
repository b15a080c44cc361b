"""What functions read and write: storage, databases, queues, secrets, keys."""

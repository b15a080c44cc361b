"""What moto lacks of the other services."""

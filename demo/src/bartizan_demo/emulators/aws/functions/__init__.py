"""What moto lacks of Lambda."""

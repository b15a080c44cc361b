"""AWS: moto behind a front of our own."""

"""What leads to functions: APIs, load balancers, networks."""

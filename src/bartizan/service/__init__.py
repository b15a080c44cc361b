"""Service: what every face calls: the command line today, the API and the portal to come."""

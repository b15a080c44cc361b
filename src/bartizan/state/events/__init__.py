"""Events of the clouds: which resources may have changed, and whether events come in."""

"""Events of the clouds: which resources may have changed. An event is a hint; what holds is read again."""

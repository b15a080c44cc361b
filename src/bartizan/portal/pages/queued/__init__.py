"""One exposure of the queue: beside the list, and on a page of its own."""

"""The graph: who can reach what, the ways in from the internet, and the points where they meet."""

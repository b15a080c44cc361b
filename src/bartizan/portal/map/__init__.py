"""The map of attack paths: columns, rows and lines, worked out on the server and drawn as SVG."""

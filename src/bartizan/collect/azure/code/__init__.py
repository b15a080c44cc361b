"""Where the code of apps is, and how it is reached."""

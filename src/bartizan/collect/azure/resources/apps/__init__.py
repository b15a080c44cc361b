"""Function apps, web apps, logic apps, and what they run on."""

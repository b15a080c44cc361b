"""What people see: each screen is a function from rows and a width to lines, and knows no terminal."""

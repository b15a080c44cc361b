"""`python -m bartizan`: the command line."""

from bartizan.cli import main

main()

"""What each ecosystem writes about its packages. A module that defines a ``Cataloger`` is used without further ado."""

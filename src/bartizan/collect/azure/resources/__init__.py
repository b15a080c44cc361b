"""What is asked about each kind. A module that defines a ``Collector`` is used without further ado."""

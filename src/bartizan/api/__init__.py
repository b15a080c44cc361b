"""The HTTP API under ``/api/v1``: routes say who may call and what comes back, and call ``service`` for the rest."""

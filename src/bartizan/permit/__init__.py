"""Permit: weigh policies and roles into what each principal may do in the end."""

from bartizan.permit.run import permit

__all__ = ["permit"]

"""Permit: weigh policies and roles into what each principal may do in the end."""

from bartizan.permit.run import READS, TABLES, permit

__all__ = ["READS", "TABLES", "permit"]

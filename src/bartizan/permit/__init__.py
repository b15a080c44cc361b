"""Permit: evaluate policies and roles into what each principal may do."""

from bartizan.permit.run import READS, TABLES, permit, reads_clock

__all__ = ["READS", "TABLES", "permit", "reads_clock"]

"""Permit: evaluate policies and roles into what each principal may do."""

from bartizan.permit.by_row import ByRow
from bartizan.permit.run import READS, TABLES, permit, reads_clock

__all__ = ["READS", "TABLES", "ByRow", "permit", "reads_clock"]

"""Permit: evaluate policies and roles into what each principal may do."""

from bartizan.permit.by_row import ByRow
from bartizan.permit.run import FIRST, READS, TABLES, begin_permit, permit, reads_clock

__all__ = ["FIRST", "READS", "TABLES", "ByRow", "begin_permit", "permit", "reads_clock"]

"""Decide: what people and ranking make of verdicts: exemptions, owners and due dates, order, score."""

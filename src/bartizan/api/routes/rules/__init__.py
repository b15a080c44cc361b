"""Recommendations, the parameters of rules, and rules that are made of queries."""

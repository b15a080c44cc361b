"""Run what an operator allowed for a finding."""

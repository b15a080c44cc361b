"""The steps and commands that fix a finding, filled in for its resource."""

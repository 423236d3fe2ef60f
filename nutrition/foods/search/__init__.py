"""Finds the food that somebody means; docs/adr/0003-search.md says how."""

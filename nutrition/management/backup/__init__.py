"""Backups: a file with the whole database, its checksum beside it, and how to restore it."""

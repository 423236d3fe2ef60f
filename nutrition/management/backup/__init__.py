"""Backups: a file with everything in it, its checksum beside it, and the way back."""

"""Data sets as files for other tools."""

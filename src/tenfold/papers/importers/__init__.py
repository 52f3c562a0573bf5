"""Importers: one file a format or source. Each turns bytes into papers, one record at a time."""

"""Exporters: one file a format. Each turns papers into text, with the same bytes for the same papers."""

"""The audit as a page: what was found, and pictures of the data."""

"""The tables, one file a domain, and the migrations that make them."""

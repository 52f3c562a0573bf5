"""The operations of recipes, one a file."""

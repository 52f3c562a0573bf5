"""Making more training examples out of those that there are: one operation a file."""

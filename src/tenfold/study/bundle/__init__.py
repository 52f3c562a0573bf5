"""A study in one file that others can run again: made here, and read as hostile input."""

"""`tenfold paper`: one command a file."""

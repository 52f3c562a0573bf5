"""`tenfold paper`: the library."""

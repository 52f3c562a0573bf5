"""`tenfold data`, one file a verb."""

"""`tenfold study`, a file for each part of a study's life."""

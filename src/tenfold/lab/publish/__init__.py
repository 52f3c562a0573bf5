"""A static site of chosen studies, papers and reports: for who has no workspace."""

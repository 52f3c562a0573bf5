"""What papers are about: taxonomies, topics of a paper by rule and by meaning, corrections, coverage."""

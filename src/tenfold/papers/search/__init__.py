"""Finding papers: by words, by meaning, by both, and those that are like one."""

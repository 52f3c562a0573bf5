"""The map: papers, authors, institutions, venues, topics and studies, and what joins them."""

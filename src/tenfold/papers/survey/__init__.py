"""A survey of a collection: its papers by the questions that a survey answers, and what is missing."""

"""Mend a data set by a recipe: ordered operations that make a new version of it."""

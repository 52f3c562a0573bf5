"""Screening titles and abstracts: what to read next, when to stop, and how much work that saves."""

"""Labelling: what to ask next, what was answered, how far annotators agree, and the labelled version."""

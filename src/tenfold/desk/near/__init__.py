"""Texts that are nearly the same: what that means, and how all such pairs are found."""

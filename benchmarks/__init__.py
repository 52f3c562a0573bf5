"""Measurements, as ratios to a peer on the same work in one run. They are never tests."""

"""Faults on purpose: kills, full and failing disks, power cuts, flipped bytes, clocks that jump."""

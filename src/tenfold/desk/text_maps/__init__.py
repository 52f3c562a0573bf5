"""The texts of a data set as points of the plane, kept: placing them once, and looking at parts of them."""

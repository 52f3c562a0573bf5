"""The report of a week: put together, written down, frozen, answered."""

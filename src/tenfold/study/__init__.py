"""The study engine: a declared question becomes runs, a verdict and a report."""

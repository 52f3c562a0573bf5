"""Where everything that was computed is kept: workspace, artifacts by digest, steps by key, database."""

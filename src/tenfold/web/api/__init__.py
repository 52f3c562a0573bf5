"""What the commands print with `--json`, and some of what they write, for scripts: everything under `/api`."""

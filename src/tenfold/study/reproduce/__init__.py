"""A bundle run again in a workspace of its own, and its numbers compared one by one."""

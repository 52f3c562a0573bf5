"""`tenfold` without the second that importing takes: a process that has imported it forks for each command."""

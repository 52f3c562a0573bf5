"""The sections of the report of a week, each made from the same inputs."""

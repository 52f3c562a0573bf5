"""The checker of types and shapes while testing: a whole number is a number (PEP 484's tower)."""

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))

"""The words that tenfold speaks about studies: sentences, numbers, metrics, the ten questions."""

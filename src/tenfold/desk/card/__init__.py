"""What a reader should know of a data set before using it: the card."""

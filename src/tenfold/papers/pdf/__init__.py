"""PDF documents: their text by page, read in a process of its own, and what it shows of a paper."""

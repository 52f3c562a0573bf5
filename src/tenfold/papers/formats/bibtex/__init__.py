"""BibTeX and biblatex: blocks, values, LaTeX, names, dates, types and fields."""

"""Lists of references as papers print them: found in the text of pages, cut, parsed, matched to the library."""

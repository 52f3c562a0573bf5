"""How pages look: the one style sheet, and the templates' common parts."""

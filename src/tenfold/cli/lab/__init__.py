"""The commands of the journal, goals, dates, plans and weeks."""

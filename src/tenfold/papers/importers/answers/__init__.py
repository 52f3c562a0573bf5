"""What sources answer, taken apart: JSON and XML that may be anything, names, dates and words of notice."""

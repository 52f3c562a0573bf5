"""The workbench in the browser: pages that show what the commands print, and the server that brings them."""

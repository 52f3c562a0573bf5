"""Where papers, studies and people meet: the journal, goals and plans, and the week that comes of them."""

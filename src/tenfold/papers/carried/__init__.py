"""What people said of papers, as it goes out with a library as plain files and comes in with it again."""

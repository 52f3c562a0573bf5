"""What an importer and an exporter of the same format share: which field stands for what."""

"""What non-programmers may change: forms, documents, the demo district, the catalogue."""

"""What an import would make of files, said beforehand by the same functions, with nothing written."""

"""From an uploaded file to records: archives, encodings, tables, and what is JSON at all."""

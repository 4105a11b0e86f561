"""From an uploaded file to items: reading, parsing, layouts, hashing, and the resumable import."""

"""What one more rating changes, and whether it is still wanted: the raters held as last fitted."""

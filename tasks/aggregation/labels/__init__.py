"""What an item is, and how far its raters can be trusted: one model a module, and the choice between them."""

"""How far raters can be trusted, by gold and by peers: numbers with their uncertainty."""

"""How far raters say the same of the same items, beyond chance, and how sure that is."""

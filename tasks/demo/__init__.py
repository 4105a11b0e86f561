"""The sample project of `make demo`: people, thirty pairs with a guideline, and the first ratings.

Everything goes through the functions that real uploads and real raters use. The texts are data beside the code.
"""

"""Turns several people's noisy judgements into labels with honest probabilities: arrays in, arrays out.

`encoding` holds what goes in and `results` what comes out. Each model is one module that says its formulas and its
paper. Nothing here reaches the database, keeps a state or draws a number from anywhere but a seed that it was given.

Inside this package a positive number means that the first completion in canonical order (A) is better.
"""

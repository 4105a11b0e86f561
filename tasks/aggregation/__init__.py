"""Turns several people's noisy judgements into labels with honest probabilities: arrays in, arrays out.

    index, encoding, gold    what goes in: ids as codes, ratings as columns, what is known beforehand
    labels                   what an item is, and how far its raters can be trusted; `fitting.fit` is the way in
    sequential               what one more rating changes (`evidence`), and whether it is wanted (`stopping`)
    monitoring               a rater's standing, by gold and by peers
    agreement, ranking       how far raters agree beyond chance; which model writes the better answers
    results, convergence     what comes out of models of labels; how fits end, and the two errors to name

Each model is one module that says its formulas and its paper. Nothing here reaches the database, keeps a state or draws
a number from anywhere but a seed that it was given.

Inside this package a positive number means that the first completion in canonical order (A) is better.
"""

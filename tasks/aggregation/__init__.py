"""Turns several people's noisy judgements into labels with honest probabilities: arrays in, arrays out.

    index, encoding, gold    what goes in: ids as codes, ratings as columns, what is known beforehand
    labels                   what an item is, and how far its raters can be trusted; `choosing.choose` is the way in
    sequential               what one more rating changes, and whether it is wanted: `incremental`, `stopping`, `gain`
    monitoring               who drifts, leans, hurries or does not look
    agreement, ranking       how far raters agree beyond chance; which model writes the better answers
    results, convergence     what comes out of models of labels; how fits end, and the two errors to name

Each model is one module that says its formulas and its paper. Nothing here reaches the database, keeps a state or draws
a number from anywhere but a seed that it was given. `choosing.choose` gives the same bits for rows in any order; other
sums are taken in the order given, which their last bits may show.

Inside this package a positive number means that the first completion in canonical order (A) is better.
"""

"""From settled labels to files that a trainer loads unchanged.

`requests` queues an export, `running` takes it through `selection` (which rows belong, frozen) and `writing`
(shards, then the manifest); `verifying` proves a folder. Formats are pure functions in `formats/`.
"""

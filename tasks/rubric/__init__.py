"""What raters are asked: rubrics as data, the words of each question, and the checking of what comes back.

A rubric is JSON in a rubric version. Later kinds of work are other data, read by the same code.
"""

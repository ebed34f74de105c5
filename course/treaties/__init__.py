"""Treaties as dated acts: what was in force on a day, and for whom, worked out from the rows.

No table says that a treaty "is suspended" or "has expired". The tables hold acts, each with its
day and its author, and the intervals in which states were bound; every status is derived here.
"""

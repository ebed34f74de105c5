"""Assigning: a lesson becomes an assignment and its private key; work is held against a key."""

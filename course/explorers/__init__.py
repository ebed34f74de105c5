"""Explorers: live widgets over the course's data, each also a table and a sentence."""

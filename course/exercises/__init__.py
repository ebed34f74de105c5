"""Exercises: what was answered, whether it holds, and the words it deserves."""

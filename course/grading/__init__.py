"""Grading: from a folder of students' notebooks to one judged result for each of them."""

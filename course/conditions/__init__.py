"""Conditions as data that computes: who accepts which scenario, under which reading."""

"""Tests that look at the lessons as a student does: JupyterLab in Chromium, through our door."""

"""The teacher's and the student's side: the door to JupyterLab, and folders of work."""

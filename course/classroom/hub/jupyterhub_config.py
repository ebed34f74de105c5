"""One server, real accounts: what `python -m course hub` starts.

Anything here can be said otherwise on the command line, which wins:
`python -m course hub --JupyterHub.bind_url=http://:8000`.
"""

import os
import sys
from typing import Any

from course.classroom.hub import port

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (JupyterHub hands it in)

# Whoever has an account on this machine and is in one of these groups may log in.
c.LocalAuthenticator.allowed_groups = {"students", "teachers"}
c.PAMAuthenticator.admin_groups = {"teachers"}

# Only this machine sees the hub until a web server with a certificate stands in front of it.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# The seat runs as the student and copies the lessons; a hook would do so as the superuser.
c.Spawner.cmd = [sys.executable, "-P", "-m", "course.classroom.hub.seat"]
c.Spawner.default_url = "/lab/tree/00_workbench.ipynb"


def own_port(spawner: Any) -> None:
    """Give a seat a port that nothing else on this machine is handed."""
    spawner.port = port(spawner.user.id)


c.Spawner.pre_spawn_hook = own_port
# A whole class begins in the same minute, and the last of them waits longest.
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.environment = {
    name: os.environ[name] for name in ("COURSE_REPOSITORY",) if name in os.environ
}

# Whoever logs out gives the memory back at once; the seat ends idle kernels and servers itself.
c.JupyterHub.shutdown_on_logout = True
# A hub that is started anew finds the servers of those who are working.
c.JupyterHub.cleanup_servers = False

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.cluster import Cluster
from tests.services.programs import python
from tests.waiting import is_alive, until

PARENT = """
import json, signal, sys
from pathlib import Path
from tests.cluster import Cluster
cluster = Cluster(data=Path(sys.argv[1])).start()
print(json.dumps([cluster.database.pid, cluster.broker.pid]), flush=True)
signal.pause()
"""


def test_services_end_with_a_killed_parent_and_start_again(data: Path) -> None:
    parent = python("-c", PARENT, str(data))
    pids = json.loads(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.communicate()

    until(lambda: not any(map(is_alive, pids)))
    with Cluster(data=data) as cluster:
        assert cluster.database.poll() is None

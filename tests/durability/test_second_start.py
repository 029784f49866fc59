"""A second start while the program runs: refused on the same port, harmless on another."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import machine
import pytest
import run

from tests.durability.grounds import Grounds, serving
from tests.durability.test_killed import is_visit_whole, is_week_whole, send_visit, send_week


def test_a_second_start_on_the_port_of_a_running_one_is_one_sentence(grounds: Grounds) -> None:
    with serving(grounds) as server:
        port = int(server.address.rpartition(":")[2])
        with pytest.raises(machine.Stop, match=f"Port {port} is taken by another program"):
            run.require_free_port("127.0.0.1", port)
        assert send_week(server).status == 303


def test_two_programs_on_one_installation_do_not_hinder_each_other(grounds: Grounds) -> None:
    with serving(grounds) as first, serving(grounds) as second:
        env = os.environ | {"ZHULU_DATA": str(grounds.folder)}
        env.pop("DATABASE_URL", None)
        upgrade = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert upgrade.returncode == 0, upgrade.stderr
        with ThreadPoolExecutor(2) as people:
            week = people.submit(send_week, first)
            visit = people.submit(send_visit, second)
        assert (week.result().status, visit.result().status) == (303, 303)
    with grounds.opened():
        grounds.check()
        assert is_week_whole(grounds)
        assert is_visit_whole(grounds)

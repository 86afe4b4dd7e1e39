"""`keyinv dashboard`: the app is served by the real command, and ends with it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_app_answers_on_loopback_until_it_is_interrupted(register):
    port = free_port()
    words = [sys.executable, "-P", "-m", "keyinv", "dashboard", "--port", str(port), "--data-dir", str(register.folder)]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True)
    try:
        said = process.stderr.readline()
        assert re.search(rf"http://localhost:{port}", said)
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
                    assert answer.read() == b"ok"
                break
            except OSError:
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.1)
        else:
            raise AssertionError("the app does not come up")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
        process.stderr.close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_port_that_is_none_is_wrong_usage(keyinv):
    assert keyinv("dashboard", "--port", 70000).code == 2

"""Runs ministack on a free port of this machine, says the port on stdout and ends with its stdin."""
import os
import socket
import subprocess
import sys
import time

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

environment = {**os.environ, "GATEWAY_PORT": str(port), "MINISTACK_ACCOUNT_ID": "111122223333", "LOG_LEVEL": "ERROR"}
server = subprocess.Popen(
    [sys.executable, "-m", "hypercorn", "ministack.app:app", "--bind", f"127.0.0.1:{port}", "--log-level", "ERROR"],
    env=environment,
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
for _ in range(600):
    if server.poll() is not None:
        sys.exit(f"ministack ended with {server.returncode}")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            break
    time.sleep(0.1)
print(port, flush=True)
sys.stdin.read()
server.terminate()
server.wait(10)

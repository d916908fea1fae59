"""Runs moto's server on a free port, deploys the shop into it and says the port; then `deployed` and `mutate` are answered.

Deployed means twice: a stack through moto's CloudFormation, and by single calls what that does not make, or not whole.
Every answer is a line of JSON.
"""
import json
import logging
import os
import sys

# The policies of AWS are there, as they are in an account. Read when moto is imported.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer

import deploy
import mutate

logging.disable(logging.CRITICAL)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
session = boto3.Session("test", "test", region_name="eu-west-1")
# What moto answers with 500 it answers so again.
once = Config(retries={"max_attempts": 0})


def client(service):
    return session.client(service, endpoint_url=f"http://127.0.0.1:{port}", config=once)


deployed = deploy.shop(client)
print(port, flush=True)
for line in sys.stdin:
    answer = deployed if line.strip() == "deployed" else mutate.shop(client)
    print(json.dumps(answer, default=str), flush=True)
server.stop()

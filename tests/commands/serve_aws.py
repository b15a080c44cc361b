"""Runs awscli's commands in forks of one process that has it imported; run by a Python that has awscli.

Half of a command's time is to import what all commands import. ``serve_aws.py SOCKET`` prints a line once it listens.
"""

import json
import os
import signal
import socket
import sys
import traceback

import awscli.clidriver
import awscli.handlers
import botocore.httpsession  # noqa: F401 a command would import it

MOST = 1 << 20


def serve(path):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork: it answers by itself
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        print("ready", flush=True)  # noqa: T201 whoever started us waits for it
        while True:
            asking, _ = server.accept()
            if not os.fork():
                server.close()
                answer(asking)
            asking.close()


def answer(asking):
    """Run one command on its asker's standard streams, in its folder and environment, and say how it ended."""
    said, streams, *_ = socket.recv_fds(asking, MOST, 3)
    asked = json.loads(said)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(asked["folder"])
    data = os.environ["AWS_DATA_PATH"]  # awscli's import says there where its own descriptions are
    os.environ.clear()
    os.environ.update(asked["environment"], AWS_DATA_PATH=data)
    sys.argv = ["aws", *asked["words"]]
    code = 255
    try:
        code = awscli.clidriver.main()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        asking.sendall(bytes([code]))
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])

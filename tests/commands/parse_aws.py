"""Parse commands with awscli, up to the request that each would send; run by a Python that has awscli.

Takes a JSON list of argument lists, prints a JSON list of what is wrong with each ("" for nothing).
"""

import contextlib
import io
import json
import os
import sys

import jmespath
from awscli.clidriver import create_clidriver
from botocore.awsrequest import AWSResponse

os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_CONFIG_FILE": "/dev/null"}
os.environ |= {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"}


class Parser:
    """One command; notes the request that it would send and words that are no enum's value."""

    def __init__(self):
        self.driver = create_clidriver()
        self.sent = None
        self.wrong = []
        self.driver.session.register("before-parameter-build", self.build)
        self.driver.session.register("before-send", self.send)

    def build(self, params, model, **_):
        self.wrong += unlisted(params, model.input_shape)

    def send(self, request, **_):
        self.sent = request
        return AWSResponse(request.url, 400, {}, io.BytesIO(b"{}"))

    def problem(self, words):
        told = io.StringIO()
        if "--query" in words:
            jmespath.compile(words[words.index("--query") + 1])
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
            try:
                self.driver.main(words)
            except SystemExit as error:
                told.write(str(error))
        if self.wrong:
            return f"{words}: {self.wrong}"
        return "" if self.sent is not None else f"{words}: {told.getvalue().strip()[-400:]}"


def unlisted(value, shape, path=""):
    """Return the values that a shape's enum does not list."""
    if shape is None or value is None:
        return []
    if shape.type_name == "structure" and isinstance(value, dict):
        return [w for k, v in value.items() if k in shape.members for w in unlisted(v, shape.members[k], f"{path}.{k}")]
    if shape.type_name == "list" and isinstance(value, list):
        return [w for v in value for w in unlisted(v, shape.member, path)]
    if shape.type_name == "map" and isinstance(value, dict):
        return [w for v in value.values() for w in unlisted(v, shape.value, path)]
    enum = getattr(shape, "enum", None)
    return [f"{path}={value}"] if enum and isinstance(value, str) and value not in enum else []


if __name__ == "__main__":
    found = [Parser().problem(words) for words in json.load(sys.stdin)]
    sys.stdout.write("\n" + json.dumps(found) + "\n")

"""Starts the AWS emulator with an estate in it."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# read when moto is imported: the estate has no registry in which a function's image could be looked up
os.environ.setdefault("MOTO_LAMBDA_STUB_ECR", "true")

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from bartizan_demo.emulators.aws.front.front import Accounts, AwsFront, RunningAws
from bartizan_demo.emulators.aws.functions.code import PackageServer
from bartizan_demo.emulators.aws.services.account import ENABLED, Identities
from bartizan_demo.emulators.aws.services.natives import AFTER, natives
from bartizan_demo.emulators.shared.faults import Fault


@dataclass(frozen=True)
class AwsEstate:
    """What the emulator starts with: accounts, roles to scan them with, what fills them, what stays denied."""

    accounts: tuple[str, ...]
    role_arns: tuple[str, ...]
    fill: Callable[[], None]
    standing: Iterable[Fault] = ()


async def start_aws(estate: AwsEstate) -> RunningAws:
    """Fill moto with an estate and serve it on a free loopback port."""
    estate.fill()
    identities, packages = Identities(estate.accounts), PackageServer()
    front = AwsFront(
        moto=DomainDispatcherApplication(create_backend_app),
        accounts=Accounts(identities.account_of, identities.caller_of, frozenset(ENABLED)),
        natives=natives(packages, identities),
        after=AFTER,
        standing=estate.standing,
    )
    running = await front.start()
    packages.base_url = running.url
    return running

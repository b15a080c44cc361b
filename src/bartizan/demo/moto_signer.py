"""AWS Signer's profiles, which moto does not list: those that stand on the shelf."""

from bartizan.demo.aws_front import Native
from bartizan.demo.moto_shelf import Shelf

_PROFILES = Shelf("signing_profile")

SIGNER: dict[str, Native] = {"signer:ListSigningProfiles": _PROFILES.listed("profiles")}

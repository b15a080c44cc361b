"""AWS Signer's profiles, which moto does not list: those that stand on the shelf."""

from bartizan_demo.emulators.aws.front.front import Native
from bartizan_demo.emulators.aws.services.canned_listings import Shelf

_PROFILES = Shelf("signing_profile")

SIGNER: dict[str, Native] = {"signer:ListSigningProfiles": _PROFILES.listed("profiles")}

"""Who decides, as routes and forms hand it to the service."""

from bartizan.access.caller import ApiCaller
from bartizan.api.settings import ServeSettings
from bartizan.service.work.deciding import Decider


def decider_of(served: ServeSettings, caller: ApiCaller) -> Decider:
    """Return a caller as one who decides in their directory."""
    return Decider(served.home, caller.directory, caller.person_id, caller.name)

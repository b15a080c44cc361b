"""Run the permit stage of every cloud over the typed tables."""

from bartizan.permit.aws import permit_aws
from bartizan.permit.azure import permit_azure
from bartizan.permit.tables import GRANT_COLUMNS, PERMISSION_COLUMNS
from bartizan.store import Engine


def permit(engine: Engine) -> None:
    """Create ``grant`` and ``permission`` from the typed tables, and fill the columns that stand on them.

    The tables declare these columns as null, which means unread: rules that read them say unknown without this stage.
    """
    engine.create_empty("grant", GRANT_COLUMNS)
    engine.create_empty("permission", PERMISSION_COLUMNS)
    permit_aws(engine)
    permit_azure(engine)

"""Paths of the last snapshot whose facts were not read yet: they stay, and say so."""

from pathlib import Path

from bartizan.graph.paths.tables import ATTACK_PATH, MEMBER
from bartizan.store.engine import Engine

NOT_READ_AGAIN = "not every fact was read again yet"


def keep_unread(engine: Engine, previous: Path) -> None:
    """Add the paths of a snapshot that are not in ``attack_path``: what was not read again has not been fixed."""
    path, member = previous / "attack_path.parquet", previous / "attack_path_member.parquet"
    if not path.is_file() or not member.is_file():
        return
    engine.attach("path_before", path, ATTACK_PATH)
    engine.attach("member_before", member, MEMBER)
    engine.execute(
        f"insert into attack_path select {', '.join(ATTACK_PATH)} from (select * replace ('unknown' as certainty, "
        f"['{NOT_READ_AGAIN}'] as conditions) from path_before) where id not in (select id from attack_path)"
    )
    engine.execute(
        f"insert into attack_path_member select {', '.join(MEMBER)} from member_before "
        "where path_id in (select id from attack_path) and path_id not in (select path_id from attack_path_member)"
    )
    engine.execute("drop view path_before")
    engine.execute("drop view member_before")

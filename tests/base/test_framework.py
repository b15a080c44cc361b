"""Frameworks are read once, and again when their file changed."""

from pathlib import Path

import pytest

from bartizan.base.framework import frameworks
from bartizan.model import UsageError

TEXT = 'name: Ours\nversion: "1"\npublisher: the platform team\nurl: https://example.com\ncontrols:\n'


def test_a_changed_file_is_read_again_and_a_broken_one_is_refused_each_time(tmp_path: Path) -> None:
    file = tmp_path / "controls" / "ours.yaml"
    file.parent.mkdir()
    file.write_text(TEXT + "  4.10: Keys are rotated\n")
    assert frameworks([tmp_path])["ours"].controls == {"4.10": "Keys are rotated"}
    file.write_text(TEXT + "  4.10: Keys are rotated\n  4.11: Logs are kept\n")
    found = frameworks([tmp_path])
    assert found == frameworks([tmp_path])
    assert list(found["ours"].controls) == ["4.10", "4.11"]
    file.write_text("name: Ours\n")
    for _ in range(2):
        with pytest.raises(UsageError, match=r"ours\.yaml: version"):
            frameworks([tmp_path])

"""A scan's process that publishes hand-made functions into a home: whoever starts it may kill it."""

import sys
from pathlib import Path

from tests.pipeline.hand_made import publish

if __name__ == "__main__":
    publish(Path(sys.argv[1]), sys.argv[3:], id_=sys.argv[2])

"""All samples; a family whose installer is not here says so and is left out."""

import sys
from collections.abc import Callable, Iterator
from subprocess import CalledProcessError, TimeoutExpired

from corpus.bundles import bundle_samples
from corpus.java import java_samples
from corpus.node import node_samples
from corpus.others import dotnet_samples, php_samples, ruby_samples
from corpus.programs import program_samples
from corpus.python import python_samples
from corpus.sample import CORPUS, Sample

FAMILIES: tuple[Callable[[], Iterator[Sample]], ...] = (
    python_samples,
    node_samples,
    bundle_samples,
    java_samples,
    program_samples,
    dotnet_samples,
    ruby_samples,
    php_samples,
)


def samples(only: str = "") -> list[Sample]:
    """Return the samples that can be made here, those of one family or name where told."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    found: list[Sample] = []
    for family in FAMILIES:
        before = len(found)
        try:
            found += family()
        except (CalledProcessError, TimeoutExpired, OSError, RuntimeError) as error:
            why = getattr(error, "stderr", None) or error
            print(f"{family.__name__}: not made: {str(why).strip()[-300:]}", file=sys.stderr)
        else:
            if len(found) == before:
                print(f"{family.__name__}: left out, its installer is not here", file=sys.stderr)
    return [each for each in found if not only or only in {each.family, each.name}]

"""Scores of CVSS vectors, against published ones and against sums over all vectors that a reference gave."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.advise.cvss import rated, word

V2 = {"AV": "LAN", "AC": "HML", "Au": "MSN", "C": "NPC", "I": "NPC", "A": "NPC"}
V3 = {"AV": "NALP", "AC": "LH", "PR": "NLH", "UI": "NR", "S": "UC", "C": "NLH", "I": "NLH", "A": "NLH"}
V4 = {
    **{"AV": "NALP", "AC": "LH", "AT": "NP", "PR": "NLH", "UI": "NPA"},
    **dict.fromkeys(("VC", "VI", "VA", "SC", "SI", "SA"), "HLN"),
}
WORST4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"
USUAL4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
KNOWN = {
    "AV:N/AC:L/Au:N/C:P/I:N/A:N": (5.0, "medium"),  # Heartbleed
    "(AV:N/AC:L/Au:N/C:C/I:C/A:C)": (10.0, "critical"),
    "AV:N/AC:M/Au:N/C:C/I:C/A:C": (9.3, "critical"),
    "AV:L/AC:H/Au:N/C:C/I:C/A:C": (6.2, "medium"),
    "AV:L/AC:H/Au:M/C:N/I:N/A:N": (0.0, "info"),
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H": (10.0, "critical"),  # Log4Shell
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": (9.8, "critical"),  # Spring4Shell
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N": (7.5, "high"),
    "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N": (6.1, "medium"),
    "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N": (6.4, "medium"),
    "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N": (1.6, "low"),
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N": (0.0, "info"),
    # Time and environment are left out.
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O": (9.8, "critical"),
    WORST4: (10.0, "critical"),
    USUAL4: (9.3, "critical"),
    f"{USUAL4}/E:P": (8.9, "high"),
    f"{USUAL4}/E:U": (8.1, "high"),
    f"{USUAL4}/E:X/CR:X/MAV:X": (9.3, "critical"),
    f"{USUAL4}/MSI:S": (10.0, "critical"),
    f"{USUAL4}/MVC:N/MVI:N/MVA:N": (0.0, "info"),
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N": (0.0, "info"),
    "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:N/VI:N/VA:N/SC:N/SI:N/SA:L": (1.0, "low"),
}
NONE = [
    *("", "/", "CVSS:", "CVSS:3.1", "7.5", "HIGH", "CVSS:5.0/AV:N", "cvss", "\0", "AV:N/AC:L/Au:N/C:P/I:N"),
    "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H",
    "CVSS:3.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    USUAL4.replace("/AT:N", ""),
    USUAL4.replace("SI:N", "SI:S"),
    USUAL4.replace("SC:N", "SC:S"),
    f"{USUAL4}/MSC:S",
    f"{USUAL4}/E:Z",
    f"{USUAL4}/CR:",
    f"{USUAL4}/MAV:NA",
    USUAL4 + "/X:Y" * 200,
]


@pytest.mark.parametrize(("vector", "expected"), KNOWN.items())
def test_known_vectors(vector: str, expected: tuple[float, str]) -> None:
    assert rated(vector) == expected


@pytest.mark.parametrize("vector", NONE)
def test_what_is_no_vector_has_no_score(vector: str) -> None:
    assert rated(vector) is None


def vectors(head: str, metrics: Mapping[str, str]) -> Iterator[str]:
    for values in itertools.product(*metrics.values()):
        yield head + "/".join(f"{name}:{value}" for name, value in zip(metrics, values, strict=True))


def summed(all_of_them: Iterator[str]) -> tuple[int, int, dict[str, int]]:
    """Return the tenths of all scores, those weighed by their place, and how often each word comes."""
    scores = [found for vector in all_of_them if (found := rated(vector))]
    tenths = [round(score * 10) for score, _ in scores]
    return sum(tenths), sum(n * each for n, each in enumerate(tenths, 1)), dict(Counter(name for _, name in scores))


EVERY = {
    # name: (head, metrics, every how many vectors, what the reference says)
    "2": ("", V2, 1, (38007, 15283204, {"info": 27, "low": 134, "medium": 441, "high": 112, "critical": 15})),
    "3.0": (
        "CVSS:3.0/",
        V3,
        1,
        (142706, 173222045, {"info": 96, "medium": 1464, "high": 555, "critical": 61, "low": 416}),
    ),
    "3.1": (
        "CVSS:3.1/",
        V3,
        1,
        (142706, 173222045, {"info": 96, "medium": 1464, "high": 555, "critical": 61, "low": 416}),
    ),
    "4.0": (
        "CVSS:4.0/",
        V4,
        41,
        (145376, 171858206, {"critical": 71, "high": 716, "medium": 1383, "info": 4, "low": 387}),
    ),
}
"""The sums were taken from the library ``cvss`` 3.6 of RedHatProductSecurity, which is not part of this project."""


@pytest.mark.parametrize(("head", "metrics", "step", "expected"), EVERY.values(), ids=EVERY)
def test_every_vector_scores_as_the_reference_says(
    head: str, metrics: Mapping[str, str], step: int, expected: tuple[int, int, dict[str, int]]
) -> None:
    assert summed(itertools.islice(vectors(head, metrics), 0, None, step)) == expected


BASE4 = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in V4.items()})


@given(BASE4, st.sampled_from(["E", "CR", "IR", "AR", *(f"M{name}" for name in V4)]))
def test_what_is_not_defined_changes_nothing(base: dict[str, str], name: str) -> None:
    vector = "CVSS:4.0/" + "/".join(f"{metric}:{value}" for metric, value in base.items())
    assert rated(f"{vector}/{name}:X") == rated(vector)


@given(BASE4, BASE4)
def test_a_modified_metric_replaces_its_own(base: dict[str, str], modified: dict[str, str]) -> None:
    own = "/".join(f"{metric}:{value}" for metric, value in base.items())
    other = "/".join(f"M{metric}:{value}" for metric, value in modified.items())
    alone = "/".join(f"{metric}:{value}" for metric, value in modified.items())
    assert rated(f"CVSS:4.0/{own}/{other}") == rated(f"CVSS:4.0/{alone}")


@given(
    st.one_of(
        st.text(),
        st.builds(
            "CVSS:{}/{}".format, st.sampled_from(["2.0", "3.0", "3.1", "4.0"]), st.text("AVCPRUISNLHMEX:/", max_size=99)
        ),
    )
)
def test_no_text_breaks_it(text: str) -> None:
    found = rated(text)
    assert found is None or (0 <= found[0] <= 10 and found[1] == word(found[0]))

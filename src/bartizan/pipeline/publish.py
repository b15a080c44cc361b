"""From observations to a published snapshot: tables, permissions, verdicts, risk, dates, score."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bartizan.advise.sources.sync import lifecycle_file
from bartizan.assess import Rule, assess
from bartizan.assess.age import mark_stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.history import DATES, carry_dates, dated, find_dates, show_dates
from bartizan.assess.lifetimes import TABLE as LIFETIMES
from bartizan.assess.lifetimes import keep_lifetimes, mean_hours_to_fix
from bartizan.assess.risk import weigh
from bartizan.assess.standing import LEAST, Standing
from bartizan.base.gc_tuning import give_back
from bartizan.base.steps import step
from bartizan.decide.order import number
from bartizan.decide.overlay import lay_over, mark_exempt, unmark
from bartizan.decide.score import every_score
from bartizan.graph.paths.exposures import keep_exposures, reopened
from bartizan.graph.paths.history import keep_history
from bartizan.graph.tables import GRAPH_TABLES
from bartizan.model import BartizanError, Usage, now
from bartizan.normalize import sources
from bartizan.permit import TABLES
from bartizan.pipeline.alerts import TABLE as ALERTS
from bartizan.pipeline.alerts import create_alerts, new_notices
from bartizan.pipeline.beside import beside
from bartizan.pipeline.code import CODE_OUTPUT, hints, weigh_packages
from bartizan.pipeline.differences.keep import Differences
from bartizan.pipeline.previous import find_previous
from bartizan.pipeline.tables import make_tables
from bartizan.pipeline.unanalysed import hide_unjudged, unanalysed
from bartizan.pipeline.watched import HIDDEN, read_watched
from bartizan.report.views.inventory import create_inventory
from bartizan.report.views.summary import summary
from bartizan.state import Manifest, State
from bartizan.state.events.differences import ResourceDifference, keep_differences
from bartizan.state.exemption import exemptions
from bartizan.state.governance import governance_rules
from bartizan.state.notify.decided import decision_point
from bartizan.state.notify.nouns import Notice
from bartizan.state.notify.outbox import enqueue
from bartizan.state.notify.progress import snapshot_notice
from bartizan.state.notify.rules import notification_rules
from bartizan.state.nouns import Score
from bartizan.state.saved_query import saved_queries
from bartizan.state.score import keep_scores
from bartizan.state.triage import reopen
from bartizan.state.work.scan_lease import ScanLease
from bartizan.store import Draft, Engine, snapshot_store
from bartizan.store.engine import literal
from bartizan.store.past import Past
from bartizan.store.rules import save_rules

_THREADS = 1
"""Of the engine: each holds buffers of its own, and the tables of 1,000 functions take one of them a second."""
_MANY = 5_000
"""Observations, as of about half a thousand functions, with which what an engine keeps for itself begins to count."""
_LARGE, _MOST_THREADS = 200_000, 4
"""Observations, as of 20,000 functions, whose tables are so large that the buffers of more threads do not count."""
_MOST_HELD = 100_000
"""Findings that are held in memory until the end: to read a file takes longer, until its rows take hundreds of MB."""
_VERDICTS = (
    *("finding", "inventory", "risk_factor", "workload_link", "rule_result", "rule", "resource", "stale"),
    *sorted(TABLES),
    *("fingerprint", "identity", LIFETIMES),
)

_GRAPH = (*GRAPH_TABLES, "attack_path_history", "exposure")


class Publisher:
    """Makes the snapshots of one run in a home whose lock is held, and none once another holds ``lease``.

    ``components`` says what of the plan is on, ``max_age_hours`` how old facts may be that decide a verdict, ``id_``
    is that of the snapshot.
    """

    def __init__(
        self,
        home: Path,
        directory: str,
        rules: Sequence[Rule],
        components: dict[str, bool],
        max_age_hours: int,
        *,
        id_: str,
        lease: ScanLease,
    ) -> None:
        self._home = home
        self._directory = directory
        self._rules = rules
        self._components = components
        self._max_age_hours = max_age_hours
        self._state = State(home)
        self.started = now().replace(microsecond=0)
        self.id = id_
        self._lease = lease
        self._store = snapshot_store(home, directory)
        self._store.sweep(self._state.published)
        self._engine: Engine | None = None
        self._is_stopped = False
        self._mean_hours_to_fix: float | None = None
        self._reopened: list[str] = []
        self._before = find_previous(self._state, self._store, directory, self.started)
        self.previous = self._before.path
        self.watched = read_watched(self._state, directory)
        self.least_standing = LEAST
        """Rows of a table with which it is seen which verdicts about it stand."""

    def draft(self, snapshot_id: str) -> Draft:
        """Return a snapshot to write."""
        return self._store.draft(snapshot_id)

    def publish(
        self, snapshot_id: str, draft: Draft, usage: Usage, load: Callable[[Engine], None], *, is_early: bool = False
    ) -> Manifest:
        """Make a snapshot of what ``load`` puts into the table ``observation`` and return its manifest."""
        tables, scores, notices, differences = self._tables(draft, load, snapshot_id, is_early=is_early)
        result = {"snapshot_id": snapshot_id, "started_at": f"{self.started.isoformat()}Z", **tables}
        result |= {"finished_at": f"{now().isoformat(timespec='seconds')}Z", "bytes_read": usage.bytes_read}
        result |= {"calls": dict(usage.calls), "status": "partial" if is_early else tables["status"]}
        result |= {"warnings": self._before.warnings}
        manifest = Manifest(snapshot_id, self._directory, self.started, now(), result["status"], result)

        def also(session: Session) -> None:
            keep_differences(session, self._directory, self.started, differences)
            if not is_early:
                reopen(session, self._directory, self._reopened, manifest.published_at)
                keep_scores(session, self._directory, self.started.date(), snapshot_id, scores)
                point = decision_point(session, self._directory, manifest.published_at)
                enqueue(session, self._directory, [*notices, snapshot_notice(snapshot_id, point)], now())

        def commit() -> None:
            if self._is_stopped:
                raise BartizanError("stopped")
            self._state.publish(manifest, also, self._lease.check)

        draft.publish(commit)
        return manifest

    def stop(self) -> None:
        """Let what another thread is publishing come to nothing, unless its manifest is written."""
        self._is_stopped = True
        if self._engine:
            self._engine.stop()

    def _tables(
        self, draft: Draft, load: Callable[[Engine], None], snapshot_id: str, *, is_early: bool
    ) -> tuple[dict[str, Any], list[Score], list[Notice], list[ResourceDifference]]:
        """Fill and seal the snapshot; return its summary, its scores, and what is new and what changed in it."""
        with Engine(threads=_THREADS) as engine:
            self._engine = engine
            with step("load"):
                if self.previous:  # most of it is carried over
                    _fit_to_size(engine, f"read_parquet({literal(self.previous / 'observation.parquet')})")
                load(engine)
                _fit_to_size(engine, "observation")
            if not engine.has("hidden"):
                engine.create_empty("hidden", HIDDEN)
            with step("match packages"):
                weigh_packages(engine, draft.path, self.previous, self._home, self._components)
            with step("make tables"):
                past = Past(engine, self.previous)
                columns = self._make_tables(engine, past, draft)
                differences = Differences(engine, past, self._before.path, self._before.started)
            without = unanalysed(engine)
            mark_stale(engine, self._max_age_hours)
            draft.write_ahead(engine, (name for name in columns if name not in past.files))
            with step("assess"):
                gaps = Gaps(engine, {name: source.lineage for name, source in sources().items()}, hints(engine))
                standing = None if without else Standing(engine, past, gaps, least=self.least_standing)
                assess(engine, self._rules, columns, gaps, standing=standing)
                hide_unjudged(engine, self._rules, columns, without)
                past.note()
            with step("graph"):
                # What searches paths takes 10 MB to import, at a scan's peak of memory if it were done before.
                from bartizan.graph.run import connect

                mark_exempt(engine, exemptions(self._state, self._directory), self.started)
                with beside(engine, partial(self._look_back, draft, standing.which if standing else "false")):
                    connect(engine, self._home, previous=self._before.dated, is_early=is_early, without=without)
                unmark(engine)
            show_dates(engine)
            with step("weigh risk"):
                weigh(engine, {rule.id: rule.category for rule in self._rules})
            save_rules(engine, [rule.model_dump(mode="json") for rule in self._rules])
            self._date(engine, draft, is_early=is_early)
            create_inventory(engine)
            alerts = self._alert(engine, is_early=is_early)
            with step("compare"):
                changed = differences.found()
            with step("write snapshot"):
                tables = ["observation", "hidden", *_VERDICTS, *_GRAPH, *CODE_OUTPUT, *alerts, *columns]
                draft.seal(engine, tables, past.files)
            with step("count"):
                return *self._count(engine), new_notices(engine, snapshot_id) if alerts else [], changed

    def _make_tables(self, engine: Engine, past: Past, draft: Draft) -> dict[str, dict[str, str]]:
        """Create the tables of all kinds; answers are written as soon as they stand."""
        ahead = partial(draft.write_ahead, engine, ["observation"])
        lifecycle, least = lifecycle_file(self._home), self.least_standing
        return make_tables(engine, dated=lifecycle, past=past, least=least, when_answers_stand=ahead)

    def _alert(self, engine: Engine, *, is_early: bool) -> list[str]:
        """Create the table of alerts and return its name, none where there is no such table."""
        asked = {rule.query for rule in notification_rules(self._state, self._directory) if "query" in rule.kinds}
        queries = [query for query in saved_queries(self._state, self._directory) if query.name in asked]
        mark_exempt(engine, exemptions(self._state, self._directory), self.started)
        at, before = self.started.isoformat(), self._before.dated
        is_made = create_alerts(engine, before, queries, at, is_early=is_early)
        unmark(engine)
        return [ALERTS] if is_made else []

    def _count(self, engine: Engine) -> tuple[dict[str, Any], list[Score]]:
        """Lay decisions over the findings and return the summary and all scores."""
        known = exemptions(self._state, self._directory), governance_rules(self._state, self._directory)
        lay_over(engine, *known, self.started)
        scores = every_score(engine)
        return summary(engine, scores[0]) | {"mean_hours_to_fix": self._mean_hours_to_fix}, scores

    def _look_back(self, draft: Draft, standing: str, engine: Engine) -> None:
        """Date findings and resources, and keep when findings came and went: all that stands on no path."""
        at, before = self.started.isoformat(), self._before.dated
        _create_resource(engine)
        carry_dates(engine, "resource", before, at)
        find_dates(engine, before, at)
        keep_lifetimes(engine, before, at, f"({dated()})", standing)
        self._mean_hours_to_fix = mean_hours_to_fix(engine, at)
        draft.write_ahead(engine, [LIFETIMES], are_done=True)
        draft.write_ahead(engine, ["resource"])

    def _date(self, engine: Engine, draft: Draft, *, is_early: bool) -> None:
        for table in ("vulnerability", "attack_path"):
            carry_dates(engine, table, self._before.dated, self.started.isoformat())
        (found,) = engine.rows(f"select count(*) as n from {DATES}")
        number(engine, draft.place_for("finding") if found["n"] > _MOST_HELD else None)
        engine.execute(f"drop table {DATES}")
        keep_history(engine, self._before.dated, self.started.isoformat())
        keep_exposures(engine, self._before.dated, self.started.isoformat(), is_early=is_early)
        self._reopened = reopened(engine, self.started.isoformat())


def _fit_to_size(engine: Engine, observations: str) -> None:
    """Let an engine have as much as so many observations take."""
    (observed,) = engine.rows(f"select count(*) as n from {observations}")
    if observed["n"] > _MANY:
        engine.give_memory_back()
        give_back()
    if observed["n"] > _LARGE:
        engine.execute(f"set threads = {min(_MOST_THREADS, os.cpu_count() or 1)}")


def _create_resource(engine: Engine) -> None:
    tables = [name for name, source in sources().items() if source.is_resource]
    engine.create("resource", " union all ".join(f"select id, '{name}' as type from {name}" for name in tables))

"""Settings: what a person changes for good, in ``settings.yaml`` of the home or another file."""

from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StrictInt, ValidationError

from bartizan.base.automation_settings import AutomationSettings
from bartizan.base.home import Home
from bartizan.base.notification_settings import NotificationSettings
from bartizan.base.sign_in_settings import SignInSettings
from bartizan.base.yaml_document import DocumentError, YamlDocument, read_document
from bartizan.model import Severity, UsageError

Value = list[str] | StrictInt | str


class RuleSettings(BaseModel):
    """Which rules there are and how they are set.

    ``profile`` names a set of rules and severities that ships. ``enabled`` and ``disabled`` hold IDs or patterns such
    as ``azure.web_app.*`` that run, or do not, whatever the profile says; who sets a ``severity`` asks for the rule,
    too. ``parameters`` maps a name to a value for every rule that has it, or a rule's ID to such a map for that rule
    alone, which wins.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    directories: list[Path] = Field(default_factory=list)
    profile: str = "default"
    enabled: list[str] = Field(default_factory=list)
    disabled: list[str] = Field(default_factory=list)
    severity: dict[str, Severity] = Field(default_factory=dict)
    parameters: dict[str, Value | dict[str, Value]] = Field(default_factory=dict)

    def disables(self, rule_id: str) -> bool:
        """Whether a rule is switched off."""
        return any(fnmatchcase(rule_id, pattern) for pattern in self.disabled)

    def enables(self, rule_id: str) -> bool:
        """Whether a rule is asked for."""
        return rule_id in self.severity or any(fnmatchcase(rule_id, pattern) for pattern in self.enabled)


class PackageSettings(BaseModel):
    """What is read of workloads' code.

    ``ineligible`` assesses apps that are stopped, private or of an unusual kind, too, where their code can be read.
    ``kudu`` reads code through an app's deployment site, which takes a permission that can deploy as well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    ineligible: bool = False
    kudu: bool = False


class PermissionSettings(BaseModel):
    """What is asked about the permissions of workloads.

    ``last_accessed`` asks AWS which of the granted services each function's role used, two calls and more for a role.
    ``other_services`` lists what else runs as roles: a call for each kind in each region, and one for each resource.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    last_accessed: bool = False
    other_services: bool = False


class FactSettings(BaseModel):
    """How long facts count: a resource last read more than ``max_age_hours`` before the scan decides nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    max_age_hours: StrictInt = Field(default=48, ge=1)


class RetentionSettings(BaseModel):
    """Days of which every snapshot is kept, and days of which the last one of each is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    every_days: StrictInt = Field(default=7, ge=1, le=3650)
    daily_days: StrictInt = Field(default=90, ge=1, le=3650)


class TrackerSettings(BaseModel):
    """Where admins may have issues made without a command on the server, and the token that is sent there.

    ``place`` is ``github:OWNER/NAME`` or ``jira:https://SITE/PROJECT``; with ``*`` as its last part any one there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    place: str = Field(pattern=r"^(github|jira):[^*\s]+(/\*)?$")
    token: str = Field(pattern=r"^(env|file):.+$")
    allows_private: bool = False

    def allows(self, place: str) -> bool:
        """Whether a place is meant."""
        head, _, last = place.rpartition("/")
        return place == self.place or (f"{head}/*" == self.place and last.strip(".") != "")


class Settings(BaseModel):
    """All settings; a file that is not there means the defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: RuleSettings = Field(default_factory=RuleSettings)
    packages: PackageSettings = Field(default_factory=PackageSettings)
    permissions: PermissionSettings = Field(default_factory=PermissionSettings)
    facts: FactSettings = Field(default_factory=FactSettings)
    sign_in: SignInSettings = Field(default_factory=SignInSettings)
    notifications: NotificationSettings = Field(default_factory=NotificationSettings)
    retention: RetentionSettings | None = None
    automation: dict[str, AutomationSettings] = Field(default_factory=dict)
    trackers: list[TrackerSettings] = Field(default_factory=list)
    _document: YamlDocument | None = PrivateAttr(default=None)

    def at(self, *place: str | int) -> str:
        """Return ``file:line`` of a place in the file that these settings came from."""
        return self._document.at(*place) if self._document else "settings"

    def with_profile(self, name: str) -> "Settings":
        """Return these settings with another profile of rules; with an empty name as they are."""
        if not name:
            return self
        return self.model_copy(update={"rules": self.rules.model_copy(update={"profile": name})})

    @property
    def rule_folders(self) -> list[Path]:
        """The folders of custom rules; a relative path starts at the settings' own folder and stays below it."""
        base = self._document.file.parent if self._document else Path()
        return [base / folder for folder in self.rules.directories]


def load_settings(home: Path, file: Path | None = None) -> Settings:
    """Return the settings of a file, by default of the home's own where it has one.

    Raises:
        UsageError: the file is named but not there, holds something unknown or of the wrong kind, or names a folder of
            rules that is not there; the message begins with file and line.
    """
    if file is None and not Home(home).settings.is_file():
        return Settings()
    file = file or Home(home).settings
    if not file.is_file():
        raise UsageError(f"--settings {file}: there is no such file")
    try:
        document = read_document(file)
    except DocumentError as error:
        raise UsageError(str(error)) from error
    try:
        settings = Settings(**document.content)
    except ValidationError as error:
        raise UsageError(document.refusal(error, Settings)) from error
    settings._document = document
    _check_folders(settings, file.parent)
    return settings


def _check_folders(settings: Settings, base: Path) -> None:
    for n, (named, folder) in enumerate(zip(settings.rules.directories, settings.rule_folders, strict=True)):
        at = settings.at("rules", "directories", n)
        if not folder.is_dir():
            raise UsageError(f"{at}: there is no folder {folder}")
        if not named.is_absolute() and not folder.resolve().is_relative_to(base.resolve()):
            raise UsageError(f"{at}: {named} is not below {base}; name a folder elsewhere by its absolute path")

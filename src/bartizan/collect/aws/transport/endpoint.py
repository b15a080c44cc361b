"""Where a service answers in a region, and which region and service its signatures must name."""

from dataclasses import dataclass

from botocore.configprovider import ConfiguredEndpointProvider
from botocore.model import ServiceModel
from botocore.regions import EndpointResolver
from botocore.session import Session

from bartizan.model import UsageError

_HOME_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


@dataclass(frozen=True)
class Endpoint:
    """A service's base address (no slash at the end) and the names its signatures are scoped to."""

    url: str
    signing_region: str
    signing_name: str


class Endpoints:
    """botocore's endpoint data, below an address set by the target, the environment or the AWS configuration."""

    def __init__(self, session: Session, endpoint_url: str | None) -> None:
        self._session = session
        self._resolver = EndpointResolver(session.get_component("data_loader").load_data("endpoints"))
        self._endpoint_url = endpoint_url
        self._known: dict[tuple[str, str, str], Endpoint] = {}

    def endpoint(self, service: ServiceModel, region: str, account: str = "") -> Endpoint:
        """Return the endpoint of a service; services of the whole partition have one, whatever the region."""
        key = (service.service_name, region, account if service.service_name == "s3control" else "")
        if key not in self._known:
            self._known[key] = self._resolved(service, region, key[2])
        return self._known[key]

    def partition(self, region: str) -> str:
        """Return the partition of a region: aws, aws-cn, aws-us-gov and so on."""
        name: str = self._resolver.get_partition_for_region(region)
        return name

    def home_region(self, region: str) -> str:
        """Return the region that account-wide questions are asked in, for the partition of ``region``."""
        return _HOME_REGIONS.get(self.partition(region), region)

    def _resolved(self, service: ServiceModel, region: str, account: str) -> Endpoint:
        found = self._resolver.construct_endpoint(service.endpoint_prefix, region)
        if found is None:
            raise UsageError(f"no endpoint is known for {service.service_name} in region {region}; check the name")
        signing_region = (found.get("credentialScope") or {}).get("region", region)
        configured = self._endpoint_url or self._configured(service)
        url = configured or f"https://{account and f'{account}.'}{found['hostname']}"
        return Endpoint(url.rstrip("/"), signing_region, service.signing_name)

    def _configured(self, service: ServiceModel) -> str | None:
        if self._session.get_config_variable("ignore_configured_endpoint_urls"):
            return None
        url: str | None = ConfiguredEndpointProvider(
            self._session.full_config, self._session.get_scoped_config(), service.service_name
        ).provide()
        return url

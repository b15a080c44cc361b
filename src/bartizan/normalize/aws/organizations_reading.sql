-- Part of aws_organizations_organization: which control policies could be listed, one row per management account that was read.
select
    self.scope as id,                                                  -- account id of the management account
    coalesce(policies.outcome = 'ok', false) as has_services,          -- the service control policies were listed
    coalesce(resource_policies.outcome = 'ok', false) as has_resources  -- the resource control policies were listed
from self
left join policies on policies.id = self.id
left join resource_policies on resource_policies.id = self.id
where self.body ->> '$.Organization.MasterAccountId' = self.scope

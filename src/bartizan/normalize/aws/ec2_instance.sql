-- EC2 instances, one row per instance.
with roles_listed as (
    select scope, bool_and(outcome = 'ok') as is_complete from listing where kind = 'aws_iam_role' group by scope
),
managed_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete from listing where kind = 'aws_ssm_instance' group by scope, region
),
profiled as (
    select profile_arn, min(role_arn) as role_arn from aws_iam_instance_profile group by profile_arn
),
managed as (
    select distinct instance_id, scope, region from aws_ssm_instance where ping_status = 'online'
),
named as (
    select self.id, min(t.value ->> '$.Value') as name
    from self, json_each(self.body -> '$.Tags') as t
    where t.value ->> '$.Key' = 'Name'
    group by self.id
)
select
    self.id,                                                             -- instance ARN
    coalesce(named.name, as_text((self.body -> '$.InstanceId'), null)) as name,  -- its tag Name; the instance id without one
    self.scope,                                                          -- account id
    self.region,                                                         -- region
    as_tags((self.body -> '$.Tags')) as tags,                            -- tags, a JSON object
    self.observed_at,                                                    -- when it was read, UTC
    as_text((self.body -> '$.InstanceId'), '') as instance_id,           -- instance id
    as_text((self.body -> '$.State.Name'), '') as state,                 -- pending, running, stopping, stopped, shutting-down or terminated
    as_text((self.body -> '$.IamInstanceProfile.Arn'), '') as instance_profile_arn,  -- instance profile ARN; empty without one
    case
        when as_text((self.body -> '$.IamInstanceProfile.Arn'), '') = '' then ''
        when profiled.role_arn is not null then profiled.role_arn
        when roles_listed.is_complete then ''
    end as role_arn,                                                     -- ARN of the role in its profile; empty without one
    as_text((self.body -> '$.VpcId'), '') as vpc_id,                     -- VPC that it is in
    as_text((self.body -> '$.PublicIpAddress'), '') as public_ip,        -- public IPv4 address; empty without one
    as_text((self.body -> '$.MetadataOptions.HttpTokens'), '') = 'required' as requires_session_tokens,  -- its metadata service requires session tokens (IMDSv2)
    case when managed.instance_id is not null then true when managed_listed.is_complete then false end
        as is_managed                                                    -- Systems Manager can run commands on it now
from self
left join named on named.id = self.id
left join profiled on profiled.profile_arn = self.body ->> '$.IamInstanceProfile.Arn'
left join roles_listed on roles_listed.scope = self.scope
left join managed on managed.instance_id = self.body ->> '$.InstanceId' and managed.scope = self.scope and managed.region = self.region
left join managed_listed on managed_listed.scope = self.scope and managed_listed.region = self.region

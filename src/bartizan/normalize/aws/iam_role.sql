-- IAM roles, one row per role.
with function as (
    select scope, role_arn, count(*) as functions from aws_lambda_function group by scope, role_arn
),
listed as (
    -- Only when every region's functions were listed is it known that a role has no more of them.
    select scope, bool_and(outcome = 'ok') as is_complete from listing where kind = 'aws_lambda_function' group by scope
),
users as (
    select
        self.id,
        case when listed.is_complete then coalesce(function.functions, 0) end as function_count,
        case when function.functions > 0 then true when listed.is_complete then false end as is_function_role,
        case when function.functions > 1 then true when listed.is_complete then false end as is_shared
    from self
    left join function on function.role_arn = self.id and function.scope = self.scope
    left join listed on listed.scope = self.scope
)
select
    self.id,                                                                              -- role ARN
    as_text((self.body -> '$.RoleName'), null) as name,                                                   -- role name
    self.scope,                                                                           -- account id
    '' as region,                                                                         -- always empty: IAM has no region
    identity.tags,                                                                        -- tags, a JSON object
    self.observed_at,                                                                     -- when it was read, UTC
    as_text((self.body -> '$.CreateDate'), '') as created_at,                             -- when it was created, ISO 8601
    as_text((self.body -> '$.RoleLastUsed.LastUsedDate'), '') as last_used_at,            -- when it was last used, ISO 8601; empty when not within AWS's tracking period
    starts_with(as_text((self.body -> '$.Path'), ''), '/aws-service-role/') as is_service_linked,  -- belongs to an AWS service
    identity.attached_policy_arns,                                                        -- ARNs of the attached managed policies
    identity.inline_policy_names,                                                         -- names of the inline policies
    identity.inline_policies,                                                             -- inline policies, a JSON object of documents by name
    identity.permission_boundary_arn,                                                     -- ARN of the permissions boundary; empty without one
    identity.trust_policy,                                                                -- who may assume it, JSON; null where it could not be read
    trusting.trusted_services,                                                            -- services that may assume it
    trusting.trusted_accounts,                                                            -- account ids that may assume it, or hold principals that may; * for anyone
    trusting.is_assumable_by_anyone,                                                      -- any AWS account may assume it; conditions that are always true do not count
    list_filter(trusting.trusted_services, lambda s: s not in ('lambda.amazonaws.com', 'edgelambda.amazonaws.com'))
        as other_trusted_services,  -- services other than Lambda that may assume it
    trusting.foreign_trusted_accounts,                                                    -- other accounts that may assume it or whose principals may; * for anyone, without a condition on an organization or account
    trusting.trusted_organizations,                                                       -- organizations any of whose accounts may assume it
    case
        when len(trusting.trusted_organizations) = 0 then []
        when own.organization_id is not null
            then list_filter(trusting.trusted_organizations, lambda o: o <> own.organization_id)
    end as foreign_trusted_organizations,                                                 -- other organizations whose accounts may assume it
    power.is_admin,                                                                       -- has every permission on every resource, IAM included, within its boundary and after denials; conditions that are always true do not count
    power.admin_grants,                                                                   -- policies and statements that grant this
    power.admin_services,                                                                 -- sensitive services in which it has every permission on every resource
    power.service_grants,                                                                 -- those services, each with the policies and statements
    power.escalations,                                                                    -- privilege escalation paths that it has, such as put_role_policy, or create_access_key on user/deployer
    power.escalation_grants,                                                              -- those paths, each with the policies and statements
    power.data_read_actions,                                                              -- actions that read data, allowed on every resource without a condition
    power.named_data_actions,                                                             -- actions that read data, allowed on some resource at least without a condition
    power.data_write_actions,                                                             -- actions that change or delete data, allowed on every resource without a condition
    power.exposure_actions,                                                               -- actions that change who can access a resource, allowed on every resource without a condition
    power.credential_actions,                                                             -- actions that create credentials, allowed on every resource without a condition
    power.user_takeover_actions,                                                          -- actions that can take over any user of any Cognito user pool, allowed without a condition
    power.code_write_actions,                                                             -- actions that change functions, allowed on every function without a condition
    power.topic_actions,                                                                  -- actions that manage, publish to or subscribe to topics, allowed on every topic without a condition
    power.invokes_any_function,                                                           -- it may invoke every function
    power.passes_any_role,                                                                -- it may pass every role to any service
    power.assumes_any_role,                                                               -- it may assume every role that trusts it
    power.writes_log_policies,                                                            -- it may allow others to write to CloudWatch Logs
    users.is_function_role as is_function_role,                                           -- a Lambda function uses it
    users.is_shared as is_shared_by_functions,                                            -- more than one Lambda function uses it
    users.function_count as function_count,                                               -- number of Lambda functions that use it
    date_diff('day', try_cast(substr(self.body ->> '$.CreateDate', 1, 10) as date), self.observed_at::date)::integer
        as age_days,                                                                      -- days since it was created
    use.service_use_status as service_use_status,                                         -- read, or off where the scan does not read it; null where it could not be read
    use.granted_services as granted_services,                                             -- services that its policies grant, as namespaces; empty where the scan does not read it
    use.unused_services as unused_services                                                -- of these, those that it did not use for 90 days, or never
from self
left join aws_iam_power as power on power.id = self.id
left join aws_iam_identity as identity on identity.id = self.id
left join aws_iam_trust as trusting on trusting.id = self.id
left join aws_account_organization as own on own.id = self.scope
left join users on users.id = self.id
left join aws_iam_role_use as use on use.id = self.id

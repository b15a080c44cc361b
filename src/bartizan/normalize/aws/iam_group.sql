-- IAM groups, one row per group.
select
    self.id,                                                                 -- group ARN
    as_text((self.body -> '$.GroupName'), null) as name,                                     -- group name
    self.scope,                                                              -- account id
    '' as region,                                                            -- always empty: IAM has no region
    '{}' as tags,                                                            -- always empty: groups have no tags
    self.observed_at,                                                        -- when it was read, UTC
    identity.attached_policy_arns,                             -- ARNs of the attached managed policies
    identity.inline_policy_names,                              -- names of the inline policies
    identity.inline_policies,                                  -- inline policies, a JSON object of documents by name
    power.is_admin,                                            -- its policies allow every action on every resource, IAM's too, without a condition
    power.admin_services                                       -- sensitive services in which its policies allow every action on every resource
from self
left join aws_iam_identity as identity on identity.id = self.id
left join aws_iam_power as power on power.id = self.id

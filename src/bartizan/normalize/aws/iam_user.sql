-- IAM users, one row per user.
select
    self.id,                                                   -- user ARN
    as_text((self.body -> '$.UserName'), null) as name,                        -- user name
    self.scope,                                                -- account id
    '' as region,                                              -- always empty: IAM has no region
    identity.tags,                                             -- tags, a JSON object
    self.observed_at,                                          -- when it was read, UTC
    as_text((self.body -> '$.CreateDate'), '') as created_at,  -- when it was created, ISO 8601
    identity.group_names,                                      -- names of the groups it belongs to
    identity.attached_policy_arns,                             -- ARNs of the attached managed policies
    identity.inline_policy_names,                              -- names of the inline policies
    identity.inline_policies,                                  -- inline policies, a JSON object of documents by name
    identity.permission_boundary_arn,                          -- ARN of the permissions boundary; empty without one
    credential.has_password,                                   -- it can sign in to the console
    credential.has_mfa,                                        -- it has a multi-factor authentication device
    credential.active_keys as active_key_count,                -- number of its active access keys
    credential.keys as key_count,                              -- number of its access keys, two at most; inactive ones as far as the report shows them
    credential.oldest_key_made_at as oldest_key_created_at,    -- when the older of its active keys was made, ISO 8601; empty without one
    credential.password_used_at as last_signed_in_at,          -- when it last signed in to the console, ISO 8601; empty if not on record
    power.is_admin                                             -- it or one of its groups has every permission on every resource, IAM included, within its boundary
from self
left join aws_iam_identity as identity on identity.id = self.id
left join aws_iam_power as power on power.id = self.id
left join aws_iam_credential as credential on credential.arn = self.id

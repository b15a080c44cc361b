-- Part of aws_iam_role, aws_iam_user, aws_iam_group: the policies of each as configured, one row per ARN.
with inline as (
    select self.id, p.value ->> '$.PolicyName' as name, p.value -> '$.PolicyDocument' as document
    from self, json_each(self.body -> '$.RolePolicyList') as p
    union all
    select self.id, p.value ->> '$.PolicyName', p.value -> '$.PolicyDocument'
    from self, json_each(self.body -> '$.UserPolicyList') as p
    union all
    select self.id, p.value ->> '$.PolicyName', p.value -> '$.PolicyDocument'
    from self, json_each(self.body -> '$.GroupPolicyList') as p
),
inline_documents as (
    select
        id,
        list(name order by name) as names,
        '{' || string_agg(to_json(name) || ':' || coalesce(document, 'null'::json), ',' order by name) || '}' as documents
    from inline
    where name is not null
    group by id
),
attached as (
    select
        self.id,
        case when bool_and(p.value ->> '$.PolicyArn' is not null)
            then list(p.value ->> '$.PolicyArn' order by p.value ->> '$.PolicyArn') end as arns
    from self, json_each(self.body -> '$.AttachedManagedPolicies') as p
    group by self.id
)
select
    self.id,                                                         -- ARN of a role, user or group
    split_part(split_part(self.id, ':', 6), '/', 1) as kind,         -- role, user or group
    coalesce(self.body ->> '$.RoleName', self.body ->> '$.UserName', self.body ->> '$.GroupName') as name,  -- its name
    self.scope,                                                      -- account id
    as_tags((self.body -> '$.Tags')) as tags,                                                       -- tags, a JSON object
    coalesce(inline_documents.names, []) as inline_policy_names,     -- names of the inline policies
    coalesce(inline_documents.documents, '{}') as inline_policies,   -- inline policies, a JSON object of documents by name
    case when attached.id is null then [] else attached.arns end as attached_policy_arns,             -- ARNs of the attached managed policies
    as_text((self.body -> '$.PermissionsBoundary.PermissionsBoundaryArn'), '') as permission_boundary_arn,  -- ARN of the permissions boundary; empty without one
    as_texts((self.body -> '$.GroupList')) as group_names,  -- names of the groups a user belongs to
    credential.has_password,                                         -- a user can sign in to the console; null for others, and where it was not read
    credential.keys as key_count,                                    -- number of a user's access keys; null for others, and where it was not read
    case
        when json_type(self.body, '$.AssumeRolePolicyDocument') = 'OBJECT'
            then (self.body -> '$.AssumeRolePolicyDocument')::varchar
    end as trust_policy                                              -- who may assume a role, JSON; null for others, and where it could not be read
from self
left join inline_documents on inline_documents.id = self.id
left join attached on attached.id = self.id
left join aws_iam_credential as credential on credential.arn = self.id

-- Part of aws_iam_role, aws_iam_user, aws_iam_group: the policies of each as they stand, one row per ARN.
with inline as (
    select self.id, p.value ->> '$.PolicyName' as name, p.value -> '$.PolicyDocument' as document
    from self, json_each(coalesce(
        self.body -> '$.RolePolicyList', self.body -> '$.UserPolicyList', self.body -> '$.GroupPolicyList', json('[]')
    )) as p
),
inline_documents as (
    select
        id,
        list(name order by name) as names,
        cast(map_from_entries(list({'k': name, 'v': document} order by name)) as json)::varchar as documents
    from inline
    group by id
),
attached as (
    select self.id, list(p.value ->> '$.PolicyArn' order by p.value ->> '$.PolicyArn') as arns
    from self, json_each(self.body -> '$.AttachedManagedPolicies') as p
    group by self.id
)
select
    self.id,                                                         -- ARN of a role, user or group
    split_part(split_part(self.id, ':', 6), '/', 1) as kind,         -- role, user or group
    coalesce(self.body ->> '$.RoleName', self.body ->> '$.UserName', self.body ->> '$.GroupName') as name,  -- its name
    self.scope,                                                      -- account id
    coalesce(
        cast(map_from_entries(list_transform(
            from_json(self.body -> '$.Tags', '[{"Key": "VARCHAR", "Value": "VARCHAR"}]'), lambda t: {'k': t."Key", 'v': t."Value"}
        )) as json)::varchar, '{}'
    ) as tags,                                                       -- tags, a JSON object
    coalesce(inline_documents.names, []) as inline_policy_names,     -- names of the inline policies
    coalesce(inline_documents.documents, '{}') as inline_policies,   -- inline policies, a JSON object of documents by name
    coalesce(attached.arns, []) as attached_policy_arns,             -- ARNs of the attached managed policies
    coalesce(self.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn', '') as permission_boundary_arn,  -- ARN of the permission boundary; empty without one
    coalesce(from_json(self.body -> '$.GroupList', '["VARCHAR"]'), []) as group_names,  -- names of the groups a user belongs to
    case
        when json_type(self.body, '$.AssumeRolePolicyDocument') = 'OBJECT'
            then (self.body -> '$.AssumeRolePolicyDocument')::varchar
    end as trust_policy                                              -- who may assume a role, JSON; null for others, and where it could not be read
from self
left join inline_documents on inline_documents.id = self.id
left join attached on attached.id = self.id

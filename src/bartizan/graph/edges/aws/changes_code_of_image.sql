-- An identity that pushes to a repository changes a function at its next update: Lambda pins the digest when it is updated.
-- kind: changes_code_of
-- mode: controls
-- from: aws_ecr_repository
select
    access.principal_id as source_id,
    function.id as target_id,
    case when access.effect = 'unknown' then 'unknown' else 'conditional' end as effect,
    case when access.condition <> '' then access.condition || '; ' else '' end || 'at the next update of the function' as condition,
    'it may push to ' || repository.name || ', which holds the image' as why,
    'next_start' as weight_key,
    ['aws.lambda.movable_image_tag'] as rule_ids
from access
join aws_ecr_repository as repository on repository.id = access.target_id
join aws_lambda_function as function
    on repository.uri = split_part(split_part(function.image_uri, '@', 1), ':', 1)
where access.ability = 'push_image' and coalesce(function.has_movable_image_tag, true)
union all
select 'internet', function.id, case when repository.allows_public_push then 'conditional' else 'unknown' end,
    case when repository.allows_public_push then 'at the next update of the function'
        else 'ecr:GetRepositoryPolicy was not read' end,
    'anyone may push to ' || repository.name || ', which holds the image', 'next_start', ['aws.lambda.movable_image_tag']
from aws_ecr_repository as repository
join aws_lambda_function as function
    on repository.uri = split_part(split_part(function.image_uri, '@', 1), ':', 1)
where coalesce(repository.allows_public_push, true) and coalesce(function.has_movable_image_tag, true)
union all
select id, null, 'unknown', 'lambda:GetFunction of the image was not read', '', '', []
from aws_lambda_function
where image_uri is null and package_type = 'image'

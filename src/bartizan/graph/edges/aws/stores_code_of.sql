-- A repository holds the image of a function.
-- kind: stores_code_of
-- mode: relates
-- from: aws_ecr_repository
select
    repository.id as source_id,
    function.id as target_id,
    'yes' as effect,
    '' as condition,
    'its image is ' || function.image_uri as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_ecr_repository as repository
join aws_lambda_function as function
    on repository.uri = split_part(split_part(function.image_uri, '@', 1), ':', 1)
union all
select id, null, 'unknown', 'lambda:GetFunction of the image was not read', '', '', []
from aws_lambda_function
where image_uri is null and package_type = 'image'

-- Part of aws_lambda_function: the content of layers from other accounts, one row per function that uses any.
-- The account's own layers are checked once, as resources of their own.
with used as (
    select
        self.id,
        all_true(layer.severe_packages is not null) as is_read,
        list_sort(flatten(list(list_transform(layer.severe_packages, lambda p: (l.value ->> '$.Arn') || ' ' || p))
            filter (where len(layer.severe_packages) > 0))) as severe
    from self
    cross join json_each(self.body -> '$.Layers') as l
    left join aws_lambda_layer_code as layer on layer.id = l.value ->> '$.Arn'
    where split_part(l.value ->> '$.Arn', ':', 5) <> self.scope
    group by self.id
)
select
    self.id,                                                                     -- function ARN
    case
        when (select bool_or(not is_on) from component where name = 'packages') or used.id is null then []
        when len(used.severe) > 0 then used.severe
        when used.is_read then []
    end as severe_packages                                                       -- packages with critical or high vulnerabilities, each after the layer's ARN
from self left join used on used.id = self.id

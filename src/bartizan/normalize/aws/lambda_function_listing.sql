-- Part of aws_lambda_function: whether all functions of an account are known, one row per account.
select
    scope as id,                           -- account id
    bool_and(outcome = 'ok') as is_whole   -- the functions of every region were listed
from listing
where kind = 'aws_lambda_function'
group by scope

-- Part of aws_ec2_instance: whether all instances of an account and their roles are known, one row per account.
select
    listing.scope as id,                                                 -- account id
    bool_and(listing.outcome = 'ok') and coalesce(any_value(instance.are_roles_known), true) as is_whole,  -- the instances of every region were listed, and their roles are known
    bool_and(listing.outcome = 'ok') and coalesce(any_value(instance.are_roles_known and instance.are_managed_known), true)
        as is_management_known                                           -- and so is which of them Systems Manager manages
from listing
left join (
    select scope, bool_and(role_arn is not null) as are_roles_known, bool_and(is_managed is not null) as are_managed_known
    from aws_ec2_instance
    group by scope
) as instance on instance.scope = listing.scope
where listing.kind = 'aws_ec2_instance'
group by listing.scope

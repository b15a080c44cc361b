-- Groups that hold roles, and who owns them: an owner adds members, where no rule and no other directory fills the group.
select
    azure_group.id as through_id,
    azure_group.id as principal_id,
    unnest(azure_group.owner_ids) as holder_id,
    azure_group.takes_members as is_so,
    '' as condition,
    'what fills the group' as unread
from azure_group

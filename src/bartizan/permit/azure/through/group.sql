-- Groups that hold roles of Azure, to which administrators of groups add members: not those that may hold roles of the directory.
select
    azure_group.id as through_id,
    azure_group.id as principal_id,
    azure_group.takes_members and not azure_group.is_role_assignable as is_so,
    '' as condition,
    'what fills the group, and whether it may hold roles of the directory' as unread
from azure_group

-- Machines, clusters, automation accounts, workflows and containers, and each principal that they act as.
select resource.id as through_id, unnest(resource.principal_ids) as principal_id, true as is_so, '' as condition, '' as unread
from azure_resource_with_identity as resource

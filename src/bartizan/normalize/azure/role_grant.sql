-- Part of azure_role_assignment: what each assignment gives, one row per assignment.
select
    azure_role_assignment.id,           -- id of the assignment
    azure_role_assignment.principal_id, -- object id of who holds the role
    azure_role_assignment.role_scope,   -- where the role applies, with all below
    azure_role_assignment.is_broad,     -- applies to more than one resource
    claimed.is_privileged,              -- it gives full control; null where the role could not be read
    claimed.escalations,                -- actions of it that lead to more rights
    claimed.reads_data                  -- it reads data, secrets or keys
from self
join azure_role_assignment on azure_role_assignment.id = self.id
left join azure_role_claim as claimed on claimed.id = self.id

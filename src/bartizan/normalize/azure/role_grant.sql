-- Part of azure_role_assignment: what each assignment grants, one row per assignment.
select
    azure_role_assignment.id,           -- id of the assignment
    azure_role_assignment.principal_id, -- object id of the principal
    azure_role_assignment.role_scope,   -- scope of the role assignment, including everything below it
    azure_role_assignment.is_broad,     -- applies to more than one resource
    claimed.is_privileged,              -- it grants full control; null where the role could not be read
    claimed.escalations,                -- actions of it that allow privilege escalation
    claimed.reads_data                  -- it reads data, secrets or keys
from self
join azure_role_assignment on azure_role_assignment.id = self.id
left join azure_role_claim as claimed on claimed.id = self.id

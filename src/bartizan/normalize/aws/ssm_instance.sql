-- Machines that Systems Manager manages, one row per machine: EC2 instances and others.
select
    self.id,                                                             -- ARN of the managed node
    coalesce(nullif(as_text((self.body -> '$.ComputerName'), ''), ''), as_text((self.body -> '$.InstanceId'), null)) as name,  -- host name; the id without one
    self.scope,                                                          -- account id
    self.region,                                                         -- region
    null::varchar as tags,                                               -- never read: they are the instance's own, or would cost one call each
    self.observed_at,                                                    -- when it was read, UTC
    as_text((self.body -> '$.InstanceId'), '') as instance_id,           -- instance id; begins with mi- outside of EC2
    lower(as_text((self.body -> '$.PingStatus'), '')) as ping_status,    -- online, connectionlost or inactive
    as_text((self.body -> '$.PlatformName'), '') as platform             -- operating system
from self

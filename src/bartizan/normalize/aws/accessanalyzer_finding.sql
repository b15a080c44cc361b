-- Findings of IAM Access Analyzer on external access, one row per finding that is active or archived; no row is no proof.
select
    self.id,                                           -- ARN of the analyzer and the finding's id
    self.body ->> '$.id' as name,                      -- finding id
    self.scope,                                        -- account id of the analyzer
    self.region,                                       -- region
    '{}' as tags,                                      -- findings have none
    self.observed_at,                                  -- when it was read, UTC
    split_part(self.id, '/finding/', 1) as analyzer_arn,  -- analyzer that found it
    coalesce(self.body ->> '$.resource', '') as resource_arn,  -- resource that others can reach; empty for one that the analyzer does not name
    coalesce(self.body ->> '$.resourceType', '') as resource_type,  -- its type, AWS::SQS::Queue and so on
    coalesce(self.body ->> '$.resourceOwnerAccount', '') as owner_account,  -- account that it belongs to
    case when coalesce(self.body ->> '$.error', '') = '' then (self.body ->> '$.isPublic')::boolean end as is_public,  -- anybody can reach it; null where the analyzer could not tell
    lower(coalesce(self.body ->> '$.status', '')) as status,  -- active, or archived: somebody said that it is intended
    coalesce((self.body -> '$.principal')::varchar, '{}') as principal,  -- who can reach it, a JSON object of kind and name
    coalesce(from_json(self.body -> '$.action', '["VARCHAR"]'), []) as actions,  -- what they can do
    coalesce((self.body -> '$.condition')::varchar, '{}') as conditions,  -- what else must hold, a JSON object of condition key and value
    list_sort(json_keys(coalesce(self.body -> '$.condition', '{}'::json))) as condition_keys,  -- names of these conditions
    coalesce(self.body ->> '$.error', '') as error,    -- why the analyzer could not tell; empty where it could
    coalesce(self.body ->> '$.analyzedAt', '') as analyzed_at,  -- when the resource was last looked at, ISO 8601
    coalesce(self.body ->> '$.updatedAt', '') as updated_at  -- when the finding last changed, ISO 8601
from self

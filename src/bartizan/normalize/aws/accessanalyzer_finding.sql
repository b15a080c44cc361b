-- Findings of IAM Access Analyzer on external access, one row per finding that is active or archived; no row is no proof.
select
    self.id,                                           -- ARN of the analyzer and the finding's id
    as_text((self.body -> '$.id'), null) as name,                      -- finding id
    self.scope,                                        -- account id of the analyzer
    self.region,                                       -- region
    '{}' as tags,                                      -- findings have none
    self.observed_at,                                  -- when it was read, UTC
    split_part(self.id, '/finding/', 1) as analyzer_arn,  -- analyzer that found it
    as_text((self.body -> '$.resource'), '') as resource_arn,  -- resource that others can reach; empty for one that the analyzer does not name
    as_text((self.body -> '$.resourceType'), '') as resource_type,  -- its type, AWS::SQS::Queue and so on
    as_text((self.body -> '$.resourceOwnerAccount'), '') as owner_account,  -- account that it belongs to
    case when as_text((self.body -> '$.error'), '') = '' then as_flag((self.body -> '$.isPublic'), null) end as is_public,  -- anybody can reach it; null where the analyzer could not tell
    lower(as_text((self.body -> '$.status'), '')) as status,  -- active, or archived: somebody said that it is intended
    as_object((self.body -> '$.principal')) as principal,  -- who can reach it, a JSON object of kind and name
    as_texts((self.body -> '$.action')) as actions,  -- what they can do
    as_object((self.body -> '$.condition')) as conditions,  -- what else must hold, a JSON object of condition key and value
    list_sort(json_keys(coalesce(self.body -> '$.condition', '{}'::json))) as condition_keys,  -- names of these conditions
    as_text((self.body -> '$.error'), '') as error,    -- why the analyzer could not tell; empty where it could
    as_text((self.body -> '$.analyzedAt'), '') as analyzed_at,  -- when the resource was last looked at, ISO 8601
    as_text((self.body -> '$.updatedAt'), '') as updated_at  -- when the finding last changed, ISO 8601
from self

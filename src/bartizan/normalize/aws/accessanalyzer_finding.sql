-- Findings of IAM Access Analyzer on external access, one row per finding that is active or archived; the absence of a row proves nothing.
select
    self.id,                                           -- ARN of the analyzer and the finding's id
    as_text((self.body -> '$.id'), null) as name,                      -- finding id
    self.scope,                                        -- account id of the analyzer
    self.region,                                       -- region
    '{}' as tags,                                      -- findings have none
    self.observed_at,                                  -- when it was read, UTC
    split_part(self.id, '/finding/', 1) as analyzer_arn,  -- analyzer that found it
    as_text((self.body -> '$.resource'), '') as resource_arn,  -- resource with external access; empty where the analyzer does not name it
    as_text((self.body -> '$.resourceType'), '') as resource_type,  -- its type, AWS::SQS::Queue and so on
    as_text((self.body -> '$.resourceOwnerAccount'), '') as owner_account,  -- account that it belongs to
    case when as_text((self.body -> '$.error'), '') = '' then as_flag((self.body -> '$.isPublic'), null) end as is_public,  -- it is public; null where the analysis failed
    lower(as_text((self.body -> '$.status'), '')) as status,  -- active, or archived: marked as intended
    as_object((self.body -> '$.principal')) as principal,  -- principal with access, a JSON object of kind and name
    as_texts((self.body -> '$.action')) as actions,  -- what they can do
    as_object((self.body -> '$.condition')) as conditions,  -- conditions of the access, a JSON object of condition key and value
    list_sort(json_keys(coalesce(self.body -> '$.condition', '{}'::json))) as condition_keys,  -- names of these conditions
    as_text((self.body -> '$.error'), '') as error,    -- why the analysis failed; empty where it did not
    as_text((self.body -> '$.analyzedAt'), '') as analyzed_at,  -- when the resource was last analyzed, ISO 8601
    as_text((self.body -> '$.updatedAt'), '') as updated_at  -- when the finding last changed, ISO 8601
from self

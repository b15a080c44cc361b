-- Part of aws_ses_receipt_rule_set, aws_iot_topic_rule, aws_cognito_user_pool: whether what makes a service call functions was listed, one row per service, account and region.
with told as (
    select
        case kind when 'aws_ses_receipt_rule_set' then 'ses.amazonaws.com' when 'aws_iot_topic_rule' then 'iot.amazonaws.com'
            else 'cognito-idp.amazonaws.com' end as service,
        scope,
        region,
        known(outcome) as is_listed
    from listing
    where kind in ('aws_ses_receipt_rule_set', 'aws_iot_topic_rule', 'aws_cognito_user_pool')
)
select
    service || ' ' || scope || ' ' || region as id,  -- service, account id and region
    service,                                         -- service principal, as policies name it
    scope,                                           -- account id
    region,                                          -- region
    is_listed                                        -- it was listed, or the region does not offer it
from told

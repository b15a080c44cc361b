-- Part of azure_web_app, azure_function_app: the addresses that the access rules of each app allow, one row per app.
with door as (
    -- What decides for the main site and for SCM: rules by priority, then the default action.
    select
        id,
        'main' as site,
        as_items((body -> '$.properties.ipSecurityRestrictions')) as rules,
        lower(as_text((body -> '$.properties.ipSecurityRestrictionsDefaultAction'), '')) as default_action
    from config where outcome = 'ok'
    union all
    select
        id,
        'scm' as site,
        as_items((body -> '$.properties.scmIpSecurityRestrictions')) as rules,
        lower(as_text((body -> '$.properties.scmIpSecurityRestrictionsDefaultAction'), '')) as default_action
    from config where outcome = 'ok'
),

rule as (
    select
        id,
        site,
        number,
        lower(as_text(rule -> '$.action', 'allow')) as action,
        as_number(rule -> '$.priority', 2147483647) as priority,
        lower(as_text(rule -> '$.tag', '')) = 'servicetag' as is_tag,
        as_text(rule -> '$.subnetMask', '') as mask,
        as_text(rule -> '$.vnetSubnetResourceId', '') <> '' as is_subnet,
        regexp_matches(lower(coalesce(cast(rule -> '$.headers' as varchar), '')), '"x-azure-fdid":\s*\[\s*"[^"]') as is_own_front_door,
        len(coalesce(json_keys(rule -> '$.headers'), [])) > 0 as has_headers,
        string_split(replace(as_text(rule -> '$.ipAddress', ''), ' ', ''), ',') as spots,
        json_type(rule) = 'OBJECT' and coalesce(json_type(rule, '$.headers'), 'OBJECT') = 'OBJECT'
        and len(list_filter(coalesce(json_extract(rule, '$.headers.*'), []), lambda h: as_texts(h) is null)) = 0 as is_known
    from (select id, site, unnest(rules) as rule, generate_subscripts(rules, 1) as number from door)
),

place as (
    -- Sources that anyone can call from: not a subnet, nor a rule that requires one Front Door by its id. Headers can be
    -- forged, so an Allow that matches on another header admits everyone, and such a Deny blocks nobody.
    select
        *,
        case when contains(spot, ':') then 6 when regexp_matches(spot, '^\d') then 4 end as family,
        lower(spot) in ('any', '0.0.0.0/0') or (is_tag and lower(spot) = 'internet') as is_any
    from (select *, unnest(spots) as spot from rule)
    where not is_subnet and not is_own_front_door and (action <> 'deny' or not has_headers)
),

number as (
    -- An IPv4 address is a number of 32 bits. Of IPv6 the first 16 bits count: what is narrower is not broad.
    select
        *,
        case family
            when 6 then try_cast('0x' || coalesce(nullif(split_part(spot, ':', 1), ''), '0') as bigint)
            when 4 then list_reduce(list_transform(string_split(split_part(spot, '/', 1), '.'), lambda o: try_cast(o as bigint)), lambda a, o: a * 256 + o)
        end as base,
        case
            when contains(spot, '/') then try_cast(split_part(spot, '/', 2) as integer)
            when family = 4 and mask <> '' then list_sum(list_transform(string_split(mask, '.'), lambda o: bit_count(try_cast(o as bigint))))
            when family = 4 then 32
            when family = 6 then 128
        end as prefix
    from place where not is_tag and not is_any and spot <> ''
),

span as (
    select id, site, number, action, priority, spot, family, base // size * size as low, (base // size + 1) * size as high
    from (
        select *, cast(1 as bigint) << cast(greatest(case family when 4 then 32 else 16 end - prefix, 0) as integer) as size
        from number where base is not null and prefix between 0 and 128
    )
    where family = 4 or prefix <= 16
    union all
    select id, site, number, action, priority, '' as spot, unnest([4, 6]) as family, 0 as low, 4294967296 as high
    from place where is_any
),

edge as (
    -- The addresses of the internet: all of IPv4, and 2000::/3 of IPv6.
    select id, site, unnest([4, 4, 6, 6]) as family, unnest([0, 4294967296, 8192, 16384]) as here from door
    union
    select id, site, family, unnest([low, high]) as here from span
),

stretch as (
    select *, lead(here) over (partition by id, site, family order by here) as next
    from edge where (family = 4 and here <= 4294967296) or (family = 6 and here between 8192 and 16384)
),

judged as (
    -- The first rule by priority that names an address decides about it.
    select
        stretch.*,
        coalesce(
            span.action = 'allow',
            case when len(door.rules) = 0 then door.default_action <> 'deny' else door.default_action = 'allow' end
        ) as is_let_in
    from stretch
    inner join door on door.id = stretch.id and door.site = stretch.site
    left join span
        on span.id = stretch.id and span.site = stretch.site and span.family = stretch.family
        and span.low <= stretch.here and span.high >= stretch.next
    where stretch.next is not null
    qualify row_number() over (
        partition by stretch.id, stretch.site, stretch.family, stretch.here order by span.priority, span.number
    ) = 1
),

share as (
    -- Denying some addresses still leaves it open to the internet.
    select
        id,
        site,
        coalesce(sum(next - here) filter (where family = 4 and is_let_in), 0) > 2147483648
        or coalesce(sum(next - here) filter (where family = 6 and is_let_in), 0) > 4096 as is_open
    from judged
    group by id, site
),

run as (
    -- Adjacent allowed ranges are merged, however many rules they come from.
    select id, site, family, min(here) as low, max(next) as high
    from (
        select *, sum(cast(not is_let_in as integer)) over (partition by id, site, family order by here) as gap from judged
    )
    where is_let_in
    group by id, site, family, gap
),

broad as (
    select span.id, span.site, span.spot
    from span
    inner join run
        on run.id = span.id and run.site = span.site and run.family = span.family
        and run.low <= span.low and run.high > span.low
    inner join share on share.id = span.id and share.site = span.site
    where span.action = 'allow' and span.spot <> '' and case span.family
        when 6 then span.high - span.low < 65536
        -- Only the customer's own networks call from 10.0.0.0/8.
        when 4 then (span.low < 167772160 or span.high > 184549376) and (
            span.high - span.low between 16777216 and 2147483648
            or (not share.is_open and run.high - run.low >= 16777216)
        )
    end
    union
    -- Any customer of the cloud sends from these addresses, or has a service of it send from them.
    select id, site, spot
    from place
    where is_tag and action = 'allow' and regexp_matches(
        lower(spot), '^(azurecloud|appservice|logicapps|azureconnectors|datafactory|powerplatform\w*)(\.|$)|^azurefrontdoor(\.backend)?$'
    )
),

readable as (
    -- An address of no known form may be any, and a list of rules that is none, too.
    select id, site from door where rules is not null and default_action is not null
    except
    select id, site from rule
    where not is_known or (is_tag is null or action is null or priority is null or mask is null or is_subnet is null or spots is null)
    except
    select id, site from place where not is_tag and not is_any and spot <> '' and family is null
    except
    select id, site from number where family is not null and (base is null or prefix is null)
)

select
    self.id,                                                                                    -- ARM id, lower case
    any_value(share.is_open) filter (where share.site = 'main') as is_main_open,                -- access rules allow every address, or nearly every
    any_value(share.is_open) filter (where share.site = 'scm') as is_scm_open,                  -- the same of the SCM (Kudu) site
    case when bool_or(share.site = 'main') then coalesce(list_sort(list(distinct broad.spot) filter (where broad.site = 'main' and broad.spot is not null)), []) end as broad_ranges -- ranges of IPv4 /8 or IPv6 /16 or wider that are allowed by one or several rules, and tags of services that any customer sends from
from self
left join readable on readable.id = self.id
left join share on share.id = readable.id and share.site = readable.site
left join broad on broad.id = share.id and broad.site = share.site
group by self.id

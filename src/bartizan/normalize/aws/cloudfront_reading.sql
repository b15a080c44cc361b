-- Part of aws_account: whether its CloudFront distributions were listed, one row per account.
select
    self.id,                                                             -- account id
    coalesce(bool_and(known(listing.outcome)), false) as is_complete     -- they were listed
from self
left join listing on listing.kind = 'aws_cloudfront_distribution' and listing.scope = self.scope
group by self.id

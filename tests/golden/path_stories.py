"""For each scenario what tells it on the demo estate, and what is the same but for one thing and does not."""

from bartizan_demo.company.azure.directory import PARTNER_TEAM, WATCHING_TEAM

TOLD_BY: dict[str, tuple[str, str]] = {
    "api_route_to_data": ("partners-order-lookup", "partners-order-status"),
    "app_escalates_to_admin": ("func-customer-import", "func-platform-rollout"),
    "app_to_directory": ("func-platform-automation", "func-onboarding"),
    "assumed_role_in_other_account": ("tools-query-bridge", "data-quality-check"),
    "confused_deputy_to_function": ("customer-avatar-scan", "customer-avatar-crop"),
    "cross_cloud_to_admin_or_data": ("func-store-locator", "func-returns"),
    "event_injection_to_admin": ("events", "orders"),
    "event_injection_to_data": ("event-bus/partners", "event-bus/company"),
    "exposed_app_to_admin": ("func-platform-automation", "func-platform-rollout"),
    "exposed_app_to_data": ("func-store-locator", "func-returns"),
    "exposed_app_to_secrets": ("func-store-locator", "func-returns"),
    "exposed_function_to_admin": ("platform-chat-commands", "platform-chat-status"),
    "exposed_function_to_data": ("support-callback", "support-digest"),
    "exposed_function_to_secrets": ("support-callback", "support-digest"),
    "exposed_to_target": (PARTNER_TEAM, WATCHING_TEAM),
    "exposed_workload": ("app-stores-promo", "app-handbook"),
    "function_escalates_to_admin": ("tools-preview-environments", "tools-preview-images"),
    "key_grant_to_data": ("app-support-desk", "func-store-locator"),
    "known_account_to_function": ("finance-levy-service", "finance-levy-report"),
    "lateral_movement_to_data": ("stores-theme-publisher", "tools-release-notes"),
    "network_to_private_data": ("finance-ledger-status", "tools-release-status"),
    "oidc_trust_too_wide": ("release-uploader", "analytics-reader"),
    "rotation_function_to_secret": ("tools-hotfix", "tools-release-notes"),
    "scm_site_to_identity": ("app-customer-portal/slots/staging", "app-customer-portal"),
    "secret_of_workload_to_data": ("func-partner-sync", "func-customer-import"),
    "shared_identity": ("stores-theme-publisher", "tools-release-notes"),
    "slot_bypass": ("func-invoice-intake/slots/staging", "func-orders-intake/slots/next"),
    "storage_of_code_to_identity": ("finance-invoice-release", "tools-release-status"),
    "stranger_event_to_target": ("customer-welcome", "customer-search"),
    "unsigned_code_to_admin": ("tools-catalogue-release", "tools-release-status"),
    "unsigned_code_to_data": ("tools-lake-release", "tools-release-status"),
    "untrusted_code_to_admin": ("func-stores-kiosk", "func-platform-automation"),
    "untrusted_code_to_data": ("stores-widget", "stores-widget-render"),
    "vulnerable_app_to_admin": ("func-fleet-tracking", "func-invoice-intake"),
    "vulnerable_app_to_data": ("func-fleet-tracking", "func-store-locator"),
    "vulnerable_app_to_secrets": ("func-fleet-tracking", "func-store-locator"),
    "vulnerable_function_to_admin": ("tools-invoice-preview", "platform-chat-commands"),
    "vulnerable_function_to_data": ("customer-export", "partners-order-lookup"),
    "vulnerable_function_to_secrets": ("checkout-webhook", "support-callback"),
}
"""Scenario → how the ID of an entry that tells it ends, and how that of its near miss ends."""

OF_OTHER_SERVICES = {
    f"{name}_to_target"
    for name in (
        *("batch_job", "build", "code_interpreter", "container", "container_service"),
        *("glue_job", "notebook", "stack", "workflow"),
    )
}
"""Scenarios of a scan with --other-services, which this one is not; tests/graph/test_scenarios.py has them."""

CLOSED = {
    "func-platform-rollout",
    *(
        "customer-avatar-crop",
        "customer-search",
        "finance-levy-report",
        "func-orders-intake/slots/next",
        "func-returns",
    ),
    *("orders-receipt", "partners-order-status", "platform-chat-status", "stores-widget-render", "support-digest"),
}
"""What holds the same as exposed functions and apps, and what nobody outside gets into."""

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE answered (
	directory VARCHAR(64) NOT NULL,
	caller VARCHAR NOT NULL,
	"key" VARCHAR(128) NOT NULL,
	request_hash VARCHAR(64) NOT NULL,
	status INTEGER NOT NULL,
	body JSON,
	at DATETIME NOT NULL,
	CONSTRAINT pk_answered PRIMARY KEY (directory, caller, "key")
);
CREATE TABLE api_token (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	person_id VARCHAR(16) NOT NULL,
	name VARCHAR NOT NULL,
	hash VARCHAR(64) NOT NULL,
	role VARCHAR(16) NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	revoked_at DATETIME,
	revoked_by VARCHAR NOT NULL,
	CONSTRAINT pk_api_token PRIMARY KEY (id)
);
CREATE TABLE attestation (
	directory VARCHAR(64) NOT NULL,
	framework VARCHAR(64) NOT NULL,
	control VARCHAR(64) NOT NULL,
	is_met BOOLEAN NOT NULL,
	statement VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_attestation PRIMARY KEY (directory, framework, control)
);
CREATE TABLE audit_entry (
	id INTEGER NOT NULL,
	directory VARCHAR(64) NOT NULL,
	at DATETIME NOT NULL,
	actor VARCHAR NOT NULL,
	action VARCHAR(32) NOT NULL,
	subject VARCHAR NOT NULL,
	"before" JSON,
	"after" JSON,
	CONSTRAINT pk_audit_entry PRIMARY KEY (id)
);
CREATE TABLE changed_resource (
	connector_id VARCHAR(16) NOT NULL,
	kind VARCHAR(64) NOT NULL,
	scope VARCHAR(64) NOT NULL,
	region VARCHAR(32) NOT NULL,
	id VARCHAR NOT NULL,
	event_id VARCHAR(64) NOT NULL,
	event_name VARCHAR NOT NULL,
	caller VARCHAR NOT NULL,
	event_at DATETIME NOT NULL,
	noted INTEGER NOT NULL,
	taken INTEGER NOT NULL,
	done INTEGER NOT NULL,
	run_id VARCHAR(16) NOT NULL,
	tried_at DATETIME,
	CONSTRAINT pk_changed_resource PRIMARY KEY (connector_id, kind, scope, region, id)
);
CREATE TABLE connector (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	name VARCHAR NOT NULL,
	provider VARCHAR(8) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	target VARCHAR NOT NULL,
	settings JSON NOT NULL,
	external_id VARCHAR NOT NULL,
	interval_hours INTEGER NOT NULL,
	author VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	removed_at DATETIME,
	removed_by VARCHAR NOT NULL,
	CONSTRAINT pk_connector PRIMARY KEY (id)
);
CREATE TABLE daily_score (
	directory VARCHAR(64) NOT NULL,
	day DATE NOT NULL,
	grouping VARCHAR(16) NOT NULL,
	name VARCHAR NOT NULL,
	score FLOAT,
	healthy INTEGER NOT NULL,
	unhealthy INTEGER NOT NULL,
	unknown INTEGER NOT NULL,
	exempt INTEGER NOT NULL,
	in_grace INTEGER NOT NULL,
	snapshot_id VARCHAR(64) NOT NULL,
	CONSTRAINT pk_daily_score PRIMARY KEY (directory, day, grouping, name)
);
CREATE TABLE delivery (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	rule_id VARCHAR(16) NOT NULL,
	status VARCHAR(16) NOT NULL,
	items INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	next_at DATETIME NOT NULL,
	ended_at DATETIME,
	detail VARCHAR NOT NULL, progress VARCHAR DEFAULT '' NOT NULL,
	CONSTRAINT pk_delivery PRIMARY KEY (id)
);
CREATE TABLE directory (
	id VARCHAR(64) NOT NULL,
	name VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_directory PRIMARY KEY (id)
);
CREATE TABLE event_count (
	connector_id VARCHAR(16) NOT NULL,
	name VARCHAR(32) NOT NULL,
	n INTEGER NOT NULL,
	CONSTRAINT pk_event_count PRIMARY KEY (connector_id, name)
);
CREATE TABLE event_health (
	connector_id VARCHAR(16) NOT NULL,
	checked_at DATETIME NOT NULL,
	last_event_at DATETIME,
	error VARCHAR NOT NULL, followed_since DATETIME, missed INTEGER DEFAULT '0' NOT NULL, missed_example VARCHAR DEFAULT '' NOT NULL, missed_at DATETIME,
	CONSTRAINT pk_event_health PRIMARY KEY (connector_id)
);
CREATE TABLE event_webhook_key (
	key_hash VARCHAR(64) NOT NULL,
	connector_id VARCHAR(16) NOT NULL,
	made_at DATETIME NOT NULL,
	ends_at DATETIME,
	CONSTRAINT pk_event_webhook_key PRIMARY KEY (key_hash)
);
CREATE TABLE exemption (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	category VARCHAR(16) NOT NULL,
	rule VARCHAR NOT NULL,
	resource VARCHAR NOT NULL,
	scope VARCHAR NOT NULL,
	tag VARCHAR NOT NULL,
	justification VARCHAR NOT NULL,
	until DATETIME,
	author VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	removed_at DATETIME,
	removed_by VARCHAR NOT NULL,
	CONSTRAINT pk_exemption PRIMARY KEY (id)
);
CREATE TABLE exposure (
	directory VARCHAR(64) NOT NULL,
	resource VARCHAR NOT NULL,
	progress VARCHAR(16) NOT NULL,
	assignee VARCHAR NOT NULL,
	CONSTRAINT pk_exposure PRIMARY KEY (directory, resource)
);
CREATE TABLE exposure_event (
	id INTEGER NOT NULL,
	directory VARCHAR(64) NOT NULL,
	resource VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	author VARCHAR NOT NULL,
	kind VARCHAR(16) NOT NULL,
	text VARCHAR NOT NULL,
	CONSTRAINT pk_exposure_event PRIMARY KEY (id)
);
CREATE TABLE governance_rule (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	priority INTEGER NOT NULL,
	severity VARCHAR NOT NULL,
	risk_level VARCHAR NOT NULL,
	category VARCHAR NOT NULL,
	scope VARCHAR NOT NULL,
	rule VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	owner_tag VARCHAR NOT NULL,
	due_days INTEGER NOT NULL,
	has_grace BOOLEAN NOT NULL,
	author VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	removed_at DATETIME,
	removed_by VARCHAR NOT NULL,
	CONSTRAINT pk_governance_rule PRIMARY KEY (id)
);
CREATE TABLE lease (
	name VARCHAR NOT NULL,
	holder VARCHAR NOT NULL,
	fence INTEGER NOT NULL,
	until DATETIME NOT NULL,
	CONSTRAINT pk_lease PRIMARY KEY (name)
);
CREATE TABLE membership (
	person_id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	role VARCHAR(16) NOT NULL,
	CONSTRAINT pk_membership PRIMARY KEY (person_id, directory)
);
CREATE TABLE notification_rule (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	name VARCHAR NOT NULL,
	receiver VARCHAR(16) NOT NULL,
	address VARCHAR NOT NULL,
	secret VARCHAR NOT NULL,
	kinds JSON NOT NULL,
	level VARCHAR(16) NOT NULL,
	scope VARCHAR NOT NULL,
	"query" VARCHAR NOT NULL,
	after_hours INTEGER NOT NULL,
	digest_minutes INTEGER NOT NULL,
	quiet VARCHAR NOT NULL,
	allows_private BOOLEAN NOT NULL,
	author VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	removed_at DATETIME,
	removed_by VARCHAR NOT NULL, role VARCHAR DEFAULT '' NOT NULL, cursor VARCHAR DEFAULT '' NOT NULL, decided VARCHAR DEFAULT '' NOT NULL,
	CONSTRAINT pk_notification_rule PRIMARY KEY (id)
);
CREATE TABLE one_time_link (
	hash VARCHAR(64) NOT NULL,
	purpose VARCHAR(16) NOT NULL,
	person_id VARCHAR(16) NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	CONSTRAINT pk_one_time_link PRIMARY KEY (hash)
);
CREATE TABLE outbox (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	rule_id VARCHAR(16) NOT NULL,
	"key" VARCHAR(32) NOT NULL,
	position INTEGER NOT NULL,
	body JSON NOT NULL,
	created_at DATETIME NOT NULL,
	delivery_id VARCHAR(16) NOT NULL,
	CONSTRAINT pk_outbox PRIMARY KEY (id)
);
CREATE TABLE own_rule (
	directory VARCHAR(64) NOT NULL,
	rule VARCHAR(200) NOT NULL,
	text VARCHAR NOT NULL,
	"query" VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_own_rule PRIMARY KEY (directory, rule)
);
CREATE TABLE password (
	person_id VARCHAR(16) NOT NULL,
	hash VARCHAR NOT NULL,
	CONSTRAINT pk_password PRIMARY KEY (person_id)
);
CREATE TABLE person (
	id VARCHAR(16) NOT NULL,
	issuer VARCHAR NOT NULL,
	subject VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	disabled_at DATETIME,
	CONSTRAINT pk_person PRIMARY KEY (id)
);
CREATE TABLE "plan" (
	directory VARCHAR(64) NOT NULL,
	connector_id VARCHAR(16) NOT NULL,
	scope VARCHAR NOT NULL,
	cspm BOOLEAN NOT NULL,
	serverless_protection BOOLEAN NOT NULL,
	permission_analysis BOOLEAN NOT NULL,
	azure_packages BOOLEAN NOT NULL,
	exclusions JSON NOT NULL,
	changed_by VARCHAR NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_plan PRIMARY KEY (directory, connector_id, scope)
);
CREATE TABLE private_query (
	directory VARCHAR(64) NOT NULL,
	person VARCHAR(64) NOT NULL,
	name VARCHAR(64) NOT NULL,
	text VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	saved_at DATETIME NOT NULL,
	CONSTRAINT pk_private_query PRIMARY KEY (directory, person, name)
);
CREATE TABLE read_version (
	directory VARCHAR(64) NOT NULL,
	n BIGINT NOT NULL,
	CONSTRAINT pk_read_version PRIMARY KEY (directory)
);
CREATE TABLE resource_call (
	connector_id VARCHAR(16) NOT NULL,
	scope VARCHAR(64) NOT NULL,
	resource_id VARCHAR NOT NULL,
	event_id VARCHAR(64) NOT NULL,
	name VARCHAR NOT NULL,
	caller VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_resource_call PRIMARY KEY (connector_id, scope, resource_id, event_id)
);
CREATE TABLE resource_difference (
	directory VARCHAR(64) NOT NULL,
	resource_id VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	kind VARCHAR(16) NOT NULL,
	scope VARCHAR(64) NOT NULL,
	resource_type VARCHAR(64) NOT NULL,
	subject VARCHAR NOT NULL,
	since DATETIME NOT NULL,
	"before" VARCHAR,
	"after" VARCHAR,
	CONSTRAINT pk_resource_difference PRIMARY KEY (directory, resource_id, at, kind, scope, resource_type, subject)
);
CREATE TABLE rule_parameter (
	directory VARCHAR(64) NOT NULL,
	rule VARCHAR(200) NOT NULL,
	given JSON NOT NULL,
	author VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_rule_parameter PRIMARY KEY (directory, rule)
);
CREATE TABLE saved_query (
	directory VARCHAR(64) NOT NULL,
	name VARCHAR(64) NOT NULL,
	text VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	saved_at DATETIME NOT NULL,
	CONSTRAINT pk_saved_query PRIMARY KEY (directory, name)
);
CREATE TABLE saved_view (
	directory VARCHAR(64) NOT NULL,
	person VARCHAR(64) NOT NULL,
	page VARCHAR(32) NOT NULL,
	name VARCHAR(60) NOT NULL,
	"query" VARCHAR NOT NULL,
	saved_at DATETIME NOT NULL,
	CONSTRAINT pk_saved_view PRIMARY KEY (directory, person, page, name)
);
CREATE TABLE scan_event (
	run_id VARCHAR(16) NOT NULL,
	n INTEGER NOT NULL,
	at DATETIME NOT NULL,
	kind VARCHAR(16) NOT NULL,
	body JSON NOT NULL,
	CONSTRAINT pk_scan_event PRIMARY KEY (run_id, n)
);
CREATE TABLE scan_run (
	id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	connector_id VARCHAR(16) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	subject VARCHAR NOT NULL,
	status VARCHAR(16) NOT NULL,
	asked_by VARCHAR NOT NULL,
	asked_at DATETIME NOT NULL,
	started_at DATETIME,
	ended_at DATETIME,
	snapshot_id VARCHAR(64) NOT NULL,
	detail VARCHAR NOT NULL, alive_until DATETIME,
	CONSTRAINT pk_scan_run PRIMARY KEY (id)
);
CREATE TABLE session (
	hash VARCHAR(64) NOT NULL,
	person_id VARCHAR(16) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	csrf VARCHAR(64) NOT NULL,
	created_at DATETIME NOT NULL,
	seen_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	ended_at DATETIME,
	CONSTRAINT pk_session PRIMARY KEY (hash)
);
CREATE TABLE sign_in (
	hash VARCHAR(64) NOT NULL,
	issuer VARCHAR NOT NULL,
	nonce VARCHAR NOT NULL,
	verifier VARCHAR NOT NULL,
	next VARCHAR NOT NULL,
	expires_at DATETIME NOT NULL,
	CONSTRAINT pk_sign_in PRIMARY KEY (hash)
);
CREATE TABLE snapshot (
	id VARCHAR(64) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	started_at DATETIME NOT NULL,
	published_at DATETIME NOT NULL,
	status VARCHAR(16) NOT NULL,
	summary JSON NOT NULL, sequence INTEGER DEFAULT '0' NOT NULL, damage VARCHAR DEFAULT '' NOT NULL,
	CONSTRAINT pk_snapshot PRIMARY KEY (id)
);
CREATE TABLE ticket (
	export_id VARCHAR(16) NOT NULL,
	rule_id VARCHAR(200) NOT NULL,
	"key" VARCHAR NOT NULL,
	is_open BOOLEAN NOT NULL,
	digest VARCHAR(64) NOT NULL,
	CONSTRAINT pk_ticket PRIMARY KEY (export_id, rule_id)
);
CREATE TABLE undo (
	hash VARCHAR(64) NOT NULL,
	directory VARCHAR(64) NOT NULL,
	caller VARCHAR NOT NULL,
	body JSON NOT NULL,
	expires_at DATETIME NOT NULL,
	used_at DATETIME,
	CONSTRAINT pk_undo PRIMARY KEY (hash)
);
CREATE UNIQUE INDEX ix_api_token_hash ON api_token (hash);
CREATE INDEX ix_audit_entry_directory_at ON audit_entry (directory, at);
CREATE INDEX ix_changed_resource_run_id ON changed_resource (run_id);
CREATE UNIQUE INDEX ix_connector_directory_name ON connector (directory, name) WHERE removed_at is null;
CREATE INDEX ix_delivery_directory_created_at ON delivery (directory, created_at);
CREATE INDEX ix_delivery_status ON delivery (status);
CREATE INDEX ix_event_webhook_key_connector_id ON event_webhook_key (connector_id);
CREATE INDEX ix_exemption_directory ON exemption (directory);
CREATE INDEX ix_exposure_event_directory_resource ON exposure_event (directory, resource);
CREATE INDEX ix_governance_rule_directory ON governance_rule (directory);
CREATE INDEX ix_notification_rule_directory ON notification_rule (directory);
CREATE INDEX ix_outbox_delivery_id ON outbox (delivery_id);
CREATE UNIQUE INDEX ix_outbox_rule_id_key ON outbox (rule_id, "key");
CREATE UNIQUE INDEX ix_person_issuer_subject ON person (issuer, subject);
CREATE INDEX ix_resource_call_at ON resource_call (connector_id, at);
CREATE INDEX ix_scan_run_directory_asked_at ON scan_run (directory, asked_at);
CREATE INDEX ix_session_person ON session (person_id);
CREATE UNIQUE INDEX ix_snapshot_directory_sequence ON snapshot (directory, sequence);
INSERT INTO alembic_version VALUES ('0020');

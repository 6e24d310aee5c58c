# What Rego can say of the limits: where everything is known, by value, and without secrets, outputs or relations.
package limits

resources := input.deployment.resources

of_type[token] contains resource if {
	some resource in resources
	token := resource.type
}

named[role] contains server if {
	some token in {"azure-native:dbforpostgresql:Server", "azure-native:compute:VirtualMachine"}
	some server in of_type[token]
	role := server.inputs.tags["veeam-entraid-role"]
}

broken contains ["default-proxy-enabled", proxy.urn] if {
	some proxy in of_type["veeam:infrastructure:DefaultProxy"]
	proxy.inputs.enabled == false
}

serving[name] contains repository.urn if {
	some repository in named.repository
	name := repository.inputs.tags["veeam-entraid-server"]
}

broken contains ["one-repository-per-server", name] if {
	some name
	count(serving[name]) > 1
}

broken contains ["repository-postgresql-version", repository.urn] if {
	some repository in named.repository
	to_number(split(repository.inputs.version, ".")[0]) < 14
}

broken contains ["repository-password-authentication", repository.urn] if {
	some repository in named.repository
	lower(repository.inputs.authConfig.passwordAuth) == "disabled"
}

broken contains ["repository-password-authentication", repository.urn] if {
	some repository in of_type["azure-native:dbforpostgresql:Server"]
	repository in named.repository
	not repository.inputs.administratorLogin
}

outside := {"usgov", "usdod", "usnat", "ussec", "china"}

broken contains ["supported-region", server.urn] if {
	some role in {"repository", "backup-server"}
	some server in named[role]
	location := replace(lower(server.inputs.location), " ", "")
	some prefix in outside
	startswith(location, prefix)
}

broken contains ["supported-region", tenant.urn] if {
	some tenant in of_type["veeam:entraid:Tenant"]
	not lower(tenant.inputs.region) in {"global", ""}
}

broken contains ["supported-tenant-type", tenant.urn] if {
	some tenant in of_type["veeam:entraid:Tenant"]
	lower(tenant.inputs.tenantType) in {"external", "b2c", "ciam"}
}

broken contains ["restore-session-item-limit", session.urn] if {
	some session in of_type["veeam:entraid:RestoreSession"]
	count(session.inputs.items) > 1000
}

protecting[tenant] contains job.urn if {
	some job in of_type["veeam:entraid:TenantBackupJob"]
	tenant := lower(job.inputs.tenantId)
}

broken contains ["one-backup-job-per-tenant", tenant] if {
	some tenant
	count(protecting[tenant]) > 1
}

broken contains ["restorable-item-types", session.urn] if {
	some session in of_type["veeam:entraid:RestoreSession"]
	some item in session.inputs.items
	unrestorable(item)
}

unrestorable(item) if {
	item.type == "Role"
	item.isBuiltIn == true
}

unrestorable(item) if {
	item.type == "Group"
	item.groupType in {"DistributionGroup", "MailEnabledSecurityGroup"}
}

broken contains ["one-item-type-per-restore-session", session.urn] if {
	some session in of_type["veeam:entraid:RestoreSession"]
	count({item.type | some item in session.inputs.items}) > 1
}

broken contains ["sign-in-logs-need-paid-license", job.urn] if {
	some job in of_type["veeam:entraid:LogBackupJob"]
	"signIn" in job.inputs.logs
	some tenant in of_type["veeam:entraid:Tenant"]
	tenant.id == job.inputs.tenantId
	lower(tenant.inputs.tenantLicense) == "free"
}

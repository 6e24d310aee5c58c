package main

import (
	"unicode"
	"unicode/utf8"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	upstream "github.com/terraform-providers/terraform-provider-postgresql/postgresql"
)

const (
	packageName    = "postgresql"
	module         = "index"
	upstreamPrefix = "postgresql_"
)

// provider describes how the upstream provider appears in Pulumi.
func provider(version string) tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:       shimv2.NewProvider(upstream.Provider()),
		Name:    packageName,
		Version: version,
		Config: map[string]*tfbridge.SchemaInfo{
			"connect_timeout": {Default: &tfbridge.DefaultInfo{EnvVars: []string{"PGCONNECT_TIMEOUT"}, Value: 180}},
			"sslmode":         {Default: &tfbridge.DefaultInfo{EnvVars: []string{"PGSSLMODE"}}},
		},
		EnableZeroDefaultSchemaVersion: true,
		EnableAccurateBridgePreview:    true,
	}
	info.MustComputeTokens(tokens.SingleModule(upstreamPrefix, module, token))

	// The first SDKs called it so; the class is still there, deprecated, and the new one carries the old as an alias.
	info.RenameResourceWithAlias("postgresql_default_privileges",
		"postgresql:index/defaultPrivileg:DefaultPrivileg",
		"postgresql:index/defaultPrivileges:DefaultPrivileges",
		module, module, nil)
	return info
}

// token is the token of the resource or function name in the form of the published SDKs.
func token(module, name string) (string, error) {
	first, size := utf8.DecodeRuneInString(name)
	return packageName + ":" + module + "/" + string(unicode.ToLower(first)) + name[size:] + ":" + name, nil
}

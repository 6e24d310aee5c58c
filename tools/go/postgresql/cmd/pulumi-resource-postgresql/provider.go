package main

import (
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	upstream "github.com/terraform-providers/terraform-provider-postgresql/postgresql"
)

const (
	packageName = "postgresql"
	module      = "index"
)

// provider describes how the upstream provider appears in Pulumi.
func provider(version string) tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:       shimv2.NewProvider(upstream.Provider()),
		Name:    packageName,
		Version: version,
		// The pages of the upstream provider are of no use at run time. Without a path the bridge runs Go to get them, in
		// a folder "provider" of whoever started this process. Here is none of them.
		UpstreamRepoPath: filepath.Dir(os.Args[0]),
		Config: map[string]*tfbridge.SchemaInfo{
			"connect_timeout": {Default: &tfbridge.DefaultInfo{EnvVars: []string{"PGCONNECT_TIMEOUT"}, Value: 180}},
			"sslmode":         {Default: &tfbridge.DefaultInfo{EnvVars: []string{"PGSSLMODE"}}},
		},
	}
	info.MustComputeTokens(tokens.SingleModule(packageName+"_", module, tokens.MakeStandard(packageName)))

	// PostgreSQL keeps one grant per role and object: a new one made first would be revoked with the old one.
	info.Resources["postgresql_grant"].DeleteBeforeReplace = true
	// The first SDKs called it so; the class is still there, deprecated, and the new one carries the old as an alias.
	info.RenameResourceWithAlias("postgresql_default_privileges",
		"postgresql:index/defaultPrivileg:DefaultPrivileg",
		"postgresql:index/defaultPrivileges:DefaultPrivileges",
		module, module, nil)
	// Last, as it looks at what has been described: a resource without a name gets its Pulumi name and a suffix.
	info.SetAutonaming(255, "-")
	return info
}

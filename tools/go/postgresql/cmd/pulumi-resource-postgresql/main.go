// Pulumi-resource-postgresql is the PostgreSQL provider: the upstream Terraform provider under Pulumi's own bridge,
// with the tokens, names and defaults that the published SDKs send.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

// version is set by the build to the version of the SDK that this provider serves.
var version = "0.0.0-dev"

func main() {
	exitWithEngine(os.Stdin)

	info := provider(version)
	schema, err := schemaOf(info)
	if err != nil {
		fmt.Fprintf(os.Stderr, "the schema of the PostgreSQL provider cannot be derived: %v\n", err)
		os.Exit(1)
	}
	tfbridge.Main(packageName, version, info, schema)
}

// schemaOf derives the Pulumi schema from the upstream provider. It takes some 30 ms, so there is no generated file to
// keep in step with the versions in go.mod.
func schemaOf(info tfbridge.ProviderInfo) ([]byte, error) {
	quiet := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
	generated, err := tfgen.GenerateSchema(info, quiet)
	if err != nil {
		return nil, err
	}
	return json.Marshal(generated)
}

// exitWithEngine ends this process when the engine is gone. The engine holds the other end of a plugin's standard
// input for as long as it lives, so its end is noticed however it comes; the bridge itself looks only every few minutes.
func exitWithEngine(stdin *os.File) {
	status, err := stdin.Stat()
	if err != nil || status.Mode()&os.ModeNamedPipe == 0 {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		os.Exit(0)
	}()
}

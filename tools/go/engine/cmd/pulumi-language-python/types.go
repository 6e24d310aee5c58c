package main

import (
	"context"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// checkTypes runs the type checker that the project asks for, if any, over the program.
func (h *host) checkTypes(ctx context.Context, info *pulumirpc.ProgramInfo) error {
	options, err := pythonOptions(info)
	if err != nil {
		return err
	}
	if options.Typechecker == toolchain.TypeCheckerNone {
		return nil
	}
	checker := strings.ToLower(toolchain.TypeCheckerName(options.Typechecker))
	cmd, err := python(ctx, info, "-m", checker, info.GetProgramDirectory())
	if err != nil {
		return err
	}
	cmd.Dir = info.GetProgramDirectory()
	return h.runVisibly(cmd)
}

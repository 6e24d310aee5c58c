package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// python makes a command of the interpreter that info asks for. The uv toolchain brings the virtual environment up to
// date on the way, as the official host does.
func python(ctx context.Context, info *pulumirpc.ProgramInfo, args ...string) (*exec.Cmd, error) {
	tools, err := resolve(info)
	if err != nil {
		return nil, err
	}
	cmd, err := tools.Command(ctx, args...)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(cmd.Path); err != nil {
		return nil, noInterpreter(ctx, tools, cmd.Path)
	}
	return cmd, nil
}

func noInterpreter(ctx context.Context, tools toolchain.Toolchain, path string) error {
	reason := tools.ValidateVenv(ctx)
	if reason == nil {
		reason = fmt.Errorf("%s does not exist", path)
	}
	return fmt.Errorf("there is no Python environment to run in; `pulumi install` makes it: %w", reason)
}

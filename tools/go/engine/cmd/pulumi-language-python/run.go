package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// explained is the exit status of a program that has told its user itself what went wrong.
const explained = 32

// Run runs a program to its end. Its output goes straight to ours, which the engine reads.
func (h *host) Run(call context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	if request.GetAttachDebugger() {
		return nil, errDebugger
	}
	ctx, release := h.processes.bind(call, h.programs)
	defer release()

	if err := h.checkTypes(ctx, request.GetInfo()); err != nil {
		return outcome(ctx, "the type check", err), nil
	}
	cmd, err := python(ctx, request.GetInfo(), programArguments(h.executor, h.engineAddress(), h.tracing, request)...)
	if err != nil {
		return outcome(ctx, "the program", err), nil
	}
	variables, err := programEnvironment(request)
	if err != nil {
		return nil, err
	}
	cmd.Env = append(cmd.Environ(), variables...)
	cmd.Dir = request.GetPwd()
	return outcome(ctx, "the program", h.runVisibly(cmd)), nil
}

func (h *host) runVisibly(cmd *exec.Cmd) error {
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return h.processes.run(cmd)
}

// programArguments is the command line of the interpreter that runs a program.
func programArguments(executor, engine, tracing string, request *pulumirpc.RunRequest) []string {
	args := []string{
		"-u", executor,
		"--monitor", request.GetMonitorAddress(),
		"--engine", engine,
		"--project", request.GetProject(),
		"--stack", request.GetStack(),
		"--organization", request.GetOrganization(),
		"--root_directory", request.GetInfo().GetRootDirectory(),
		"--pwd", request.GetPwd(),
		"--dry_run", strconv.FormatBool(request.GetDryRun()),
		"--parallel", strconv.Itoa(int(request.GetParallel())),
	}
	if tracing != "" {
		args = append(args, "--tracing", tracing)
	}
	// What follows belongs to the program, even where it begins with a dash.
	return append(append(args, "--", request.GetInfo().GetEntryPoint()), request.GetArgs()...)
}

// outcome tells the engine how what came to its end.
func outcome(ctx context.Context, what string, err error) *pulumirpc.RunResponse {
	status, ended := exitStatus(err)
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case ctx.Err() != nil, status == explained:
		// Either the engine itself wanted the end, or the user has been told already.
		return &pulumirpc.RunResponse{Bail: true}
	case ended && status > signalled:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("%s was ended by signal %d", what, status-signalled)}
	case ended:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("%s ended with exit status %d", what, status)}
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("%s did not start: %v", what, err)}
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"

	sdk "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin runs a policy pack or a plugin of another kind until it ends or the engine ends the call, and streams its
// output back.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	if request.GetAttachDebugger() {
		return errDebugger
	}
	ctx, release := h.processes.bind(server.Context(), h.processes.lifetime)
	defer release()

	cmd, err := python(ctx, request.GetInfo(), pluginArguments(request)...)
	if err != nil {
		return err
	}
	cmd.Env = pluginEnvironment(cmd, request.GetEnv())
	cmd.Dir = pluginDirectory(request)

	stream := &serial[pulumirpc.RunPluginResponse]{ServerStreamingServer: server}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	cmd.Stdout, cmd.Stderr = stdout, stderr

	if isPack(request) {
		err = h.runPack(ctx, cmd, stdout)
	} else {
		err = h.processes.run(cmd)
	}
	status, ended := exitStatus(err)
	if !ended {
		return err
	}
	return stream.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(status)},
	})
}

// runPack runs a pack behind the SDK's proxy. The proxy answers the engine in the pack's place until the stack's
// configuration is known, because a pack reads it from its environment, where it has to stand from the start.
func (h *host) runPack(ctx context.Context, cmd *exec.Cmd, stdout io.Writer) error {
	proxy, packStdout, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return fmt.Errorf("cannot serve the policy pack: %w", err)
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return fmt.Errorf("the policy pack was ended before it was configured: %w", err)
	}
	variables, err := packEnvironment(stack)
	if err != nil {
		return err
	}
	cmd.Env = append(cmd.Env, variables...)
	cmd.Stdout = packStdout
	done, err := h.processes.start(cmd)
	if err != nil {
		return err
	}
	defer done()
	return ignoreOpenPipes(proxy.Attach(ctx, cmd))
}

func isPack(request *pulumirpc.RunPluginRequest) bool {
	return request.GetKind() == string(apitype.AnalyzerPlugin)
}

// pluginArguments is the command line of the interpreter that runs a pack or a plugin.
func pluginArguments(request *pulumirpc.RunPluginRequest) []string {
	program := filepath.Join(request.GetInfo().GetProgramDirectory(), request.GetInfo().GetEntryPoint())
	if isPack(request) {
		return append(append([]string{"-u", "-m", "pulumi.policy"}, request.GetArgs()...), program)
	}
	return append([]string{"-u", program}, request.GetArgs()...)
}

// pluginDirectory is where it runs: a pack in its own folder, a plugin where the engine says.
func pluginDirectory(request *pulumirpc.RunPluginRequest) string {
	if isPack(request) {
		return request.GetInfo().GetProgramDirectory()
	}
	return request.GetPwd()
}

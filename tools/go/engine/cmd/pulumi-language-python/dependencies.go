package main

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// InstallDependencies installs what the project asks for with its toolchain.
func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	ctx, release := h.processes.bind(server.Context(), h.programs)
	defer release()

	tools, err := resolve(request.GetInfo())
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(
		&serial[pulumirpc.InstallDependenciesResponse]{ServerStreamingServer: server}, request.GetIsTerminal())
	if err != nil {
		return err
	}
	defer closer.Close()
	return tools.InstallDependencies(ctx, request.GetInfo().GetProgramDirectory(),
		request.GetUseLanguageVersionTools(), true, stdout, stderr)
}

// About tells which interpreter a program of this project gets.
func (h *host) About(ctx context.Context, request *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	options, err := pythonOptions(request.GetInfo())
	if err != nil {
		return nil, err
	}
	tools, err := toolchain.ResolveToolchain(options)
	if err != nil {
		return nil, err
	}
	info, err := tools.About(ctx)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{
		Executable: info.PythonExecutable,
		Version:    info.PythonVersion.String(),
		Metadata: map[string]string{
			"toolchain":        toolchain.Name(options.Toolchain),
			"toolchainVersion": info.ToolchainVersion.String(),
			"typechecker":      toolchain.TypeCheckerName(options.Typechecker),
		},
	}, nil
}

// GetProgramDependencies lists the Python packages of a program.
func (h *host) GetProgramDependencies(
	ctx context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	tools, err := resolve(request.GetInfo())
	if err != nil {
		return nil, err
	}
	packages, err := tools.ListPackages(ctx, request.GetTransitiveDependencies())
	if err != nil {
		return nil, err
	}
	dependencies := make([]*pulumirpc.DependencyInfo, 0, len(packages))
	for _, p := range packages {
		dependencies = append(dependencies, &pulumirpc.DependencyInfo{Name: p.Name, Version: p.Version})
	}
	return &pulumirpc.GetProgramDependenciesResponse{Dependencies: dependencies}, nil
}

// GetRequiredPackages names no plugin. Whatever it named the engine would try to download before every run, used by the
// program or not, and without a network that costs seconds each time. Unasked, the engine looks for a plugin when the
// first resource of its kind is registered, on the PATH before anywhere else, and downloads only what is missing then.
func (h *host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

package main

import (
	"context"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// generators refuses, in plain words, the calls that write Python code.
type generators struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
}

func refuse(what string) error {
	return status.Errorf(codes.Unimplemented, "this Python language host runs programs, policy packs and plugins but "+
		"cannot %s; install the Pulumi release, whose host can: https://www.pulumi.com/docs/install", what)
}

func (generators) GenerateProgram(
	context.Context, *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	return nil, refuse("generate a program")
}

func (generators) GenerateProject(
	context.Context, *pulumirpc.GenerateProjectRequest,
) (*pulumirpc.GenerateProjectResponse, error) {
	return nil, refuse("generate a project")
}

func (generators) GeneratePackage(
	context.Context, *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	return nil, refuse("generate an SDK")
}

func (generators) Pack(context.Context, *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	return nil, refuse("pack an SDK")
}

func (generators) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return nil, refuse("link an SDK into a program")
}

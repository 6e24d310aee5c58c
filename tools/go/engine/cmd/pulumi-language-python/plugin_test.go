package main

import (
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func pluginRequest(kind string) *pulumirpc.RunPluginRequest {
	return &pulumirpc.RunPluginRequest{
		Kind: kind, Pwd: "/project", Args: []string{"127.0.0.1:1"},
		Info: &pulumirpc.ProgramInfo{ProgramDirectory: "/plugin", EntryPoint: "."},
	}
}

func TestAPackIsRunByTheSDKInItsOwnFolder(t *testing.T) {
	request := pluginRequest("analyzer")
	if got, want := pluginArguments(request), []string{"-u", "-m", "pulumi.policy", "127.0.0.1:1", "/plugin"}; !slices.Equal(got, want) {
		t.Errorf("%v; want %v", got, want)
	}
	if got := pluginDirectory(request); got != "/plugin" {
		t.Errorf("runs in %s", got)
	}
}

func TestAProviderIsRunWhereTheEngineSays(t *testing.T) {
	request := pluginRequest("resource")
	if got, want := pluginArguments(request), []string{"-u", "/plugin", "127.0.0.1:1"}; !slices.Equal(got, want) {
		t.Errorf("%v; want %v", got, want)
	}
	if got := pluginDirectory(request); got != "/project" {
		t.Errorf("runs in %s", got)
	}
}

package main

import (
	"os/exec"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func TestAProgramGetsItsConfiguration(t *testing.T) {
	got, err := programEnvironment(runRequest())
	want := []string{`PULUMI_CONFIG={"shop:password":"hunter2"}`, `PULUMI_CONFIG_SECRET_KEYS=["shop:password"]`}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestAnEmptyConfigurationIsNotNull(t *testing.T) {
	got, err := programEnvironment(&pulumirpc.RunRequest{})
	want := []string{"PULUMI_CONFIG={}", "PULUMI_CONFIG_SECRET_KEYS=[]"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestAPackGetsTheStackItLooksAt(t *testing.T) {
	got, err := packEnvironment(&pulumirpc.AnalyzerStackConfigureRequest{
		Organization: "acme", Project: "shop", Stack: "dev", DryRun: true, Config: map[string]string{"shop:size": "3"},
	})
	want := []string{
		`PULUMI_CONFIG={"shop:size":"3"}`, "PULUMI_CONFIG_SECRET_KEYS=[]",
		"PULUMI_ORGANIZATION=acme", "PULUMI_PROJECT=shop", "PULUMI_STACK=dev", "PULUMI_DRY_RUN=true",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestAPackWithoutAStackGetsNoConfiguration(t *testing.T) {
	if got, err := packEnvironment(nil); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAPluginRunsInsideItsVirtualEnvironment(t *testing.T) {
	cmd := &exec.Cmd{Env: []string{"PATH=/ours", "VIRTUAL_ENV=/project/.venv"}}
	got := pluginEnvironment(cmd, []string{"PATH=/engine", "PYTHONHOME=/elsewhere", "EXTRA=1"})
	want := []string{"PATH=/project/.venv/bin:/engine", "EXTRA=1", "VIRTUAL_ENV=/project/.venv"}
	if !slices.Equal(got, want) {
		t.Errorf("%v; want %v", got, want)
	}
}

func TestAPluginWithoutAVirtualEnvironmentGetsWhatTheEngineWants(t *testing.T) {
	wanted := []string{"PATH=/engine", "EXTRA=1"}
	if got := pluginEnvironment(&exec.Cmd{}, wanted); !slices.Equal(got, wanted) {
		t.Errorf("%v; want %v", got, wanted)
	}
}

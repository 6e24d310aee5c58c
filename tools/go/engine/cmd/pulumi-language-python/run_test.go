package main

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func runRequest() *pulumirpc.RunRequest {
	return &pulumirpc.RunRequest{
		Project:          "shop",
		Stack:            "dev",
		Organization:     "organization",
		Pwd:              "/project/app",
		MonitorAddress:   "127.0.0.1:1",
		DryRun:           true,
		Parallel:         16,
		Args:             []string{"--of-the-program"},
		Config:           map[string]string{"shop:password": "hunter2"},
		ConfigSecretKeys: []string{"shop:password"},
		Info: &pulumirpc.ProgramInfo{
			RootDirectory: "/project", ProgramDirectory: "/project/app", EntryPoint: ".",
		},
	}
}

func TestTheProgramsOwnArgumentsComeLast(t *testing.T) {
	args := programArguments("/bin/exec", "127.0.0.1:2", "", runRequest())
	if want := []string{"--", ".", "--of-the-program"}; !slices.Equal(args[len(args)-3:], want) {
		t.Errorf("arguments end with %v; want %v", args[len(args)-3:], want)
	}
	if want := []string{"-u", "/bin/exec", "--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2"}; !slices.Equal(args[:6], want) {
		t.Errorf("arguments begin with %v; want %v", args[:6], want)
	}
}

func TestNoSecretIsOnTheCommandLine(t *testing.T) {
	if args := strings.Join(programArguments("exec", "engine", "", runRequest()), " "); strings.Contains(args, "hunter2") {
		t.Errorf("a secret is in the arguments: %s", args)
	}
}

func TestTracingIsHandedOnOnlyWhereItIsWanted(t *testing.T) {
	if args := programArguments("exec", "engine", "", runRequest()); slices.Contains(args, "--tracing") {
		t.Errorf("unwanted tracing: %v", args)
	}
	args := programArguments("exec", "engine", "file:/trace", runRequest())
	if at := slices.Index(args, "--tracing"); at < 0 || args[at+1] != "file:/trace" {
		t.Errorf("no tracing: %v", args)
	}
}

func TestOutcome(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	for name, test := range map[string]struct {
		ctx    context.Context
		script string
		bail   bool
		text   string
	}{
		"a good end":                      {context.Background(), "exit 0", false, ""},
		"a program that has explained":    {context.Background(), "exit 32", true, ""},
		"a program that has not":          {context.Background(), "exit 3", false, "the program ended with exit status 3"},
		"a program that was killed":       {context.Background(), "kill -9 $$", false, "the program was ended by signal 9"},
		"a program that the engine ended": {ended, "kill -9 $$", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			response := outcome(test.ctx, "the program", exec.Command("sh", "-c", test.script).Run())
			if response.GetBail() != test.bail || response.GetError() != test.text {
				t.Errorf("bail %v, error %q", response.GetBail(), response.GetError())
			}
		})
	}
	if text := outcome(context.Background(), "the program", errors.New("no such file")).GetError(); text != "the program did not start: no such file" {
		t.Errorf("error %q", text)
	}
}

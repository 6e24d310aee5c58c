package main

import (
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
	"google.golang.org/protobuf/types/known/structpb"
)

func programInfo(t *testing.T, options map[string]any) *pulumirpc.ProgramInfo {
	t.Helper()
	fields, err := structpb.NewStruct(options)
	if err != nil {
		t.Fatal(err)
	}
	return &pulumirpc.ProgramInfo{RootDirectory: "/project", ProgramDirectory: "/project/app", Options: fields}
}

func TestOptionsAreRead(t *testing.T) {
	got, err := pythonOptions(programInfo(t, map[string]any{
		"toolchain": "uv", "virtualenv": "env", "typechecker": "mypy",
	}))
	want := toolchain.PythonOptions{
		Root: "/project", ProgramDir: "/project/app", Virtualenv: "env",
		Toolchain: toolchain.Uv, Typechecker: toolchain.TypeCheckerMypy,
	}
	if err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}

func TestWithoutOptionsTheLockFilesDecide(t *testing.T) {
	for name, info := range map[string]*pulumirpc.ProgramInfo{
		"no options at all": {RootDirectory: "/project", ProgramDirectory: "/project/app"},
		"empty ones":        programInfo(t, map[string]any{"toolchain": nil, "typechecker": ""}),
	} {
		got, err := pythonOptions(info)
		if err != nil || got.Toolchain != toolchain.Auto || got.Typechecker != toolchain.TypeCheckerNone {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestAWrongOptionIsNamedWithWhatToWrite(t *testing.T) {
	for name, test := range map[string]struct {
		options map[string]any
		says    string
	}{
		"an unknown toolchain":    {map[string]any{"toolchain": "conda"}, "pip, poetry or uv"},
		"an unknown type checker": {map[string]any{"typechecker": "pytype"}, "mypy or pyright"},
		"a number":                {map[string]any{"virtualenv": 3}, "`virtualenv` is not a text"},
	} {
		if _, err := pythonOptions(programInfo(t, test.options)); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

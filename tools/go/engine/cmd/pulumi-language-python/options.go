package main

import (
	"context"
	"fmt"
	"os/exec"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
	"google.golang.org/protobuf/types/known/structpb"
)

// pythonOptions reads what stands under `runtime.options` of a project's file.
func pythonOptions(info *pulumirpc.ProgramInfo) (toolchain.PythonOptions, error) {
	options := toolchain.PythonOptions{Root: info.GetRootDirectory(), ProgramDir: info.GetProgramDirectory()}
	virtualenv, err := option(info, "virtualenv")
	if err != nil {
		return options, err
	}
	options.Virtualenv = virtualenv

	name, err := option(info, "toolchain")
	if err != nil {
		return options, err
	}
	switch name {
	case "":
		options.Toolchain = toolchain.Auto
	case "pip":
		options.Toolchain = toolchain.Pip
	case "poetry":
		options.Toolchain = toolchain.Poetry
	case "uv":
		options.Toolchain = toolchain.Uv
	default:
		return options, fmt.Errorf("the runtime option `toolchain` is %q; write pip, poetry or uv", name)
	}

	checker, err := option(info, "typechecker")
	if err != nil {
		return options, err
	}
	switch checker {
	case "":
		options.Typechecker = toolchain.TypeCheckerNone
	case "mypy":
		options.Typechecker = toolchain.TypeCheckerMypy
	case "pyright":
		options.Typechecker = toolchain.TypeCheckerPyright
	default:
		return options, fmt.Errorf("the runtime option `typechecker` is %q; write mypy or pyright, or leave it out", checker)
	}
	return options, nil
}

// option is the text of one option, empty where it is not set.
func option(info *pulumirpc.ProgramInfo, name string) (string, error) {
	value, set := info.GetOptions().GetFields()[name]
	if !set {
		return "", nil
	}
	switch value.GetKind().(type) {
	case *structpb.Value_NullValue:
		return "", nil
	case *structpb.Value_StringValue:
		return value.GetStringValue(), nil
	default:
		return "", fmt.Errorf("the runtime option `%s` is not a text", name)
	}
}

// resolve finds the toolchain that a program, pack or plugin asks for.
func resolve(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	options, err := pythonOptions(info)
	if err != nil {
		return nil, err
	}
	return toolchain.ResolveToolchain(options)
}

// RuntimeOptionsPrompts asks, for a new project, only for the toolchain, and offers those that are installed.
func (h *host) RuntimeOptionsPrompts(
	_ context.Context, request *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	chosen, err := option(request.GetInfo(), "toolchain")
	if err != nil || chosen != "" {
		return &pulumirpc.RuntimeOptionsResponse{}, err
	}
	choices := []*pulumirpc.RuntimeOptionPrompt_RuntimeOptionValue{choice("pip")}
	for _, name := range []string{"poetry", "uv"} {
		if _, err := exec.LookPath(name); err == nil {
			choices = append(choices, choice(name))
		}
	}
	return &pulumirpc.RuntimeOptionsResponse{Prompts: []*pulumirpc.RuntimeOptionPrompt{{
		Key:         "toolchain",
		Description: "The toolchain to use for managing dependencies and running the program",
		PromptType:  pulumirpc.RuntimeOptionPrompt_STRING,
		Choices:     choices,
		Default:     choices[0],
	}}}, nil
}

func choice(name string) *pulumirpc.RuntimeOptionPrompt_RuntimeOptionValue {
	return &pulumirpc.RuntimeOptionPrompt_RuntimeOptionValue{
		PromptType:  pulumirpc.RuntimeOptionPrompt_STRING,
		StringValue: name,
		DisplayName: name,
	}
}

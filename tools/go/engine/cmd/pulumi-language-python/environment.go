package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// A stack's configuration, secrets among it, travels in the environment only: a command line can be read by every user
// of the machine.

// programEnvironment is what the SDK reads in a program.
func programEnvironment(request *pulumirpc.RunRequest) ([]string, error) {
	return configuration(request.GetConfig(), request.GetConfigSecretKeys())
}

// packEnvironment is what the SDK reads in a policy pack. A pack that runs without a stack, to be published say, gets
// no configuration.
func packEnvironment(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	config, err := configuration(stack.GetConfig(), stack.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	return append(config,
		"PULUMI_ORGANIZATION="+stack.GetOrganization(),
		"PULUMI_PROJECT="+stack.GetProject(),
		"PULUMI_STACK="+stack.GetStack(),
		"PULUMI_DRY_RUN="+strconv.FormatBool(stack.GetDryRun()),
	), nil
}

func configuration(values map[string]string, secretKeys []string) ([]string, error) {
	if values == nil {
		values = map[string]string{} // the SDK reads an object and a list, never null
	}
	if secretKeys == nil {
		secretKeys = []string{}
	}
	config, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("cannot hand over the configuration: %w", err)
	}
	keys, err := json.Marshal(secretKeys)
	if err != nil {
		return nil, fmt.Errorf("cannot hand over the names of the secrets: %w", err)
	}
	return []string{"PULUMI_CONFIG=" + string(config), "PULUMI_CONFIG_SECRET_KEYS=" + string(keys)}, nil
}

// pluginEnvironment is the environment that the engine wants for a plugin, inside the virtual environment, if there is
// one, that the toolchain has chosen for cmd.
func pluginEnvironment(cmd *exec.Cmd, wanted []string) []string {
	for _, variable := range cmd.Env {
		if virtualenv, found := strings.CutPrefix(variable, "VIRTUAL_ENV="); found {
			return toolchain.ActivateVirtualEnv(wanted, virtualenv)
		}
	}
	return wanted
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type schema struct {
	Version   string
	Resources map[string]struct {
		Aliases            []struct{ Type string }
		DeprecationMessage string
		RequiredInputs     []string
	}
}

func describe(t *testing.T) schema {
	t.Helper()
	raw, err := schemaOf(provider("1.2.3"))
	if err != nil {
		t.Fatal(err)
	}
	var described schema
	if err := json.Unmarshal(raw, &described); err != nil {
		t.Fatal(err)
	}
	return described
}

func TestTheVersionIsTheOneThatIsBuiltIn(t *testing.T) {
	if version := describe(t).Version; version != "1.2.3" {
		t.Errorf("version = %q", version)
	}
}

func TestTheOldNameOfDefaultPrivilegesIsKept(t *testing.T) {
	const before, after = "postgresql:index/defaultPrivileg:DefaultPrivileg", "postgresql:index/defaultPrivileges:DefaultPrivileges"
	resources := describe(t).Resources
	if resources[before].DeprecationMessage == "" {
		t.Errorf("%s is missing or not deprecated", before)
	}
	if aliases := resources[after].Aliases; len(aliases) != 1 || aliases[0].Type != before {
		t.Errorf("%s has aliases %v; want %s", after, aliases, before)
	}
}

func TestANameMayBeLeftOut(t *testing.T) {
	for _, token := range []string{"postgresql:index/role:Role", "postgresql:index/database:Database"} {
		if required := describe(t).Resources[token].RequiredInputs; slices.Contains(required, "name") {
			t.Errorf("%s requires %v", token, required)
		}
	}
}

func TestDescribingItRunsNoProgram(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	t.Setenv("PATH", folder)
	ran := filepath.Join(folder, "ran")
	if err := os.Mkdir("provider", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("go", []byte("#!/bin/sh\n: > "+ran+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	describe(t)
	if _, err := os.Stat(ran); err == nil {
		t.Error("Go was run")
	}
}

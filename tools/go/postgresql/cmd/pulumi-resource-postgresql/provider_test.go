package main

import (
	"encoding/json"
	"testing"
)

func TestTokensHaveTheFormOfThePublishedSDKs(t *testing.T) {
	got, err := token("index", "GrantRole")
	if want := "postgresql:index/grantRole:GrantRole"; err != nil || got != want {
		t.Errorf("token = %q, %v; want %q", got, err, want)
	}
}

func TestTheSchemaNamesTheOldAndTheNewDefaultPrivileges(t *testing.T) {
	raw, err := schemaOf(provider("1.2.3"))
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Version   string
		Resources map[string]struct {
			Aliases            []struct{ Type string }
			DeprecationMessage string
		}
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	const before, after = "postgresql:index/defaultPrivileg:DefaultPrivileg", "postgresql:index/defaultPrivileges:DefaultPrivileges"
	if schema.Resources[before].DeprecationMessage == "" {
		t.Errorf("%s is missing or not deprecated", before)
	}
	if aliases := schema.Resources[after].Aliases; len(aliases) != 1 || aliases[0].Type != before {
		t.Errorf("%s has aliases %v; want %s", after, aliases, before)
	}
	if schema.Version != "1.2.3" {
		t.Errorf("version = %q", schema.Version)
	}
}

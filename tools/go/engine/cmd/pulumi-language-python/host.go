package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host answers the engine. What it starts ends with the call that started it, and with the host.
type host struct {
	generators

	executor string // the script of the SDK that runs a program
	tracing  string

	// programs ends what Run started, and nothing else: a plugin may be in the middle of an operation whose result has
	// to reach the state, and the engine ends it in its own time by ending its call.
	programs    context.Context
	endPrograms context.CancelFunc

	processes *processes

	mu     sync.Mutex
	engine string // its address
}

func newHost(lifetime context.Context, engine, tracing string) (*host, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find my own folder: %w", err)
	}
	programs, endPrograms := context.WithCancel(lifetime)
	return &host{
		executor:    filepath.Join(filepath.Dir(self), "pulumi-language-python-exec"),
		tracing:     tracing,
		programs:    programs,
		endPrograms: endPrograms,
		processes:   newProcesses(lifetime),
		engine:      engine,
	}, nil
}

// Handshake hands over the engine's address to a host that the engine did not start itself.
func (h *host) Handshake(
	_ context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.engine = request.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) engineAddress() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.engine
}

// GetPluginInfo tells the version of the SDK that this host was built from.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// Cancel ends running programs at once.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.endPrograms()
	return &emptypb.Empty{}, nil
}

var errDebugger = errors.New("this Python language host starts nothing under a debugger; " +
	"install the Pulumi release, whose host does: https://www.pulumi.com/docs/install")

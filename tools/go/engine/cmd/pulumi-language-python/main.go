// Pulumi-language-python is a small Python language host: what the Pulumi engine starts to run a program, a policy pack
// or a plugin written in Python. It stands on the SDK's public packages only and speaks pulumirpc.LanguageRuntime.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	engine, tracing, err := parse(os.Args[1:])
	if err != nil {
		fatal(err)
	}

	lifetime, end := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer end()
	endWithEngine(os.Stdin, end)

	host, err := newHost(lifetime, engine, tracing)
	if err != nil {
		fatal(err)
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(server *grpc.Server) error {
		pulumirpc.RegisterLanguageRuntimeServer(server, host)
		return nil
	}})
	if err != nil {
		fatal(err)
	}
	fmt.Println(server.Port) // how the engine learns where to call

	select {
	case err = <-server.Done:
	case <-lifetime.Done():
	}
	end()
	host.processes.wait()
	if err != nil {
		fatal(err)
	}
}

// parse reads the command line that the engine writes: flags, then its own address.
func parse(args []string) (engine, tracing string, err error) {
	flags := flag.NewFlagSet("pulumi-language-python", flag.ContinueOnError)
	flags.StringVar(&tracing, "tracing", "", "where to send traces")
	logToStderr := flags.Bool("logtostderr", false, "log to standard error")
	verbose := flags.Int("v", 0, "how much to log")
	if err := flags.Parse(args); err != nil {
		return "", "", err
	}
	logging.InitLogging(*logToStderr, *verbose, false)
	return flags.Arg(0), tracing, nil
}

// endWithEngine calls end when the engine is gone. The engine holds the other end of our standard input for as long as
// it lives, so its end is noticed however it comes: a kill, a crash, or a run that forgot to stop us. Started by hand,
// with a terminal or nothing as standard input, the host lives until a signal.
func endWithEngine(stdin *os.File, end func()) {
	status, err := stdin.Stat()
	if err != nil || status.Mode()&os.ModeNamedPipe == 0 {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		end()
	}()
}

func fatal(err error) {
	fmt.Fprintf(os.Stderr, "pulumi-language-python: %v\n", err)
	os.Exit(1)
}

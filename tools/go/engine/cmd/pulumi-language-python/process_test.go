package main

import (
	"bytes"
	"context"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A child that would outlive its parent, and the parent's word for where it is.
const leavesAChild = "sleep 600 & echo $!"

func childOf(t *testing.T, output string) int {
	t.Helper()
	pid, err := strconv.Atoi(strings.TrimSpace(output))
	if err != nil {
		t.Fatalf("no process number in %q", output)
	}
	return pid
}

// ended waits until the process is gone or only waits to be reaped by whoever adopted it.
func ended(t *testing.T, pid int) {
	t.Helper()
	for range 200 {
		state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
		if err != nil || strings.HasPrefix(string(state), "Z") {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	t.Errorf("process %d is still there", pid)
}

func TestWhatAProgramLeavesBehindEndsWithIt(t *testing.T) {
	p := newProcesses(context.Background())
	ctx, release := p.bind(context.Background(), context.Background())
	defer release()
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, "sh", "-c", leavesAChild)
	cmd.Stdout = &output
	if err := p.run(cmd); err != nil {
		t.Fatal(err)
	}
	ended(t, childOf(t, output.String()))
}

func TestEachContextEndsAWholeGroup(t *testing.T) {
	for name, which := range map[string]int{"the call": 0, "the cancelled programs": 1, "the host": 2} {
		t.Run(name, func(t *testing.T) {
			var contexts [3]context.Context
			var cancels [3]context.CancelFunc
			for i := range contexts {
				contexts[i], cancels[i] = context.WithCancel(context.Background())
				defer cancels[i]()
			}
			p := newProcesses(contexts[2])
			ctx, release := p.bind(contexts[0], contexts[1])
			defer release()
			cmd := exec.CommandContext(ctx, "sh", "-c", leavesAChild+"; wait")
			output := &firstLine{line: make(chan string, 1)}
			cmd.Stdout = output
			result := make(chan error, 1)
			go func() { result <- p.run(cmd) }()
			child := childOf(t, <-output.line)
			cancels[which]()
			if err := <-result; err == nil {
				t.Error("the run ended well")
			}
			ended(t, child)
			p.wait()
		})
	}
}

// firstLine hands over the first write.
type firstLine struct{ line chan string }

func (f *firstLine) Write(text []byte) (int, error) {
	select {
	case f.line <- string(text):
	default:
	}
	return len(text), nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// A process that left its group on purpose, a daemon, may keep our pipes open: do not wait for it.
	pipesAfterExit = 2 * time.Second
	// How long the host waits, when it ends itself, for processes that it has killed.
	reapAtEnd = 2 * time.Second
)

// processes starts Python processes, each with its descendants in a group of its own, and sees that they end.
type processes struct {
	lifetime context.Context
	starts   chan func()
	running  sync.WaitGroup
}

func newProcesses(lifetime context.Context) *processes {
	p := &processes{lifetime: lifetime, starts: make(chan func())}
	go p.serveStarts()
	return p
}

// serveStarts runs every start on one thread that lives as long as the host. The kernel sends a parent's death signal
// when the thread that forked ends, and the Go runtime promises no other thread to live that long.
func (p *processes) serveStarts() {
	runtime.LockOSThread()
	for start := range p.starts {
		start()
	}
}

// start starts cmd, which must have been made with a context of bind. When that context ends, or the process itself,
// its whole group is killed; should the host be killed, the process is too. The caller waits for cmd and then calls
// done.
func (p *processes) start(cmd *exec.Cmd) (done func(), err error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = pipesAfterExit

	started := make(chan error)
	p.running.Add(1)
	p.starts <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		p.running.Done()
		return nil, fmt.Errorf("cannot start %s: %w", cmd.Path, err)
	}
	go func() {
		awaitExit(cmd.Process.Pid)
		_ = killGroup(cmd.Process.Pid)
	}()
	return p.running.Done, nil
}

// run starts cmd and waits for it.
func (p *processes) run(cmd *exec.Cmd) error {
	done, err := p.start(cmd)
	if err != nil {
		return err
	}
	defer done()
	return ignoreOpenPipes(cmd.Wait())
}

// bind makes a context for start that ends with call, with the host, and with also.
func (p *processes) bind(call, also context.Context) (context.Context, context.CancelFunc) {
	bound, cancel := context.WithCancel(call)
	stopAlso := context.AfterFunc(also, cancel)
	stopLifetime := context.AfterFunc(p.lifetime, cancel)
	return bound, func() {
		stopAlso()
		stopLifetime()
		cancel()
	}
}

// wait waits, after the end of the host's lifetime, until what it killed is gone.
func (p *processes) wait() {
	gone := make(chan struct{})
	go func() {
		p.running.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(reapAtEnd):
	}
}

func killGroup(leader int) error {
	return syscall.Kill(-leader, syscall.SIGKILL)
}

// awaitExit returns when the process has ended but leaves it to be waited for, so that its group's number is still its.
func awaitExit(pid int) {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}

// ignoreOpenPipes forgets that a daemon still held a pipe: the process itself ended well.
func ignoreOpenPipes(err error) error {
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return err
}

// signalled and above are, as in a shell, the statuses of processes that a signal ended.
const signalled = 128

// exitStatus is the status of a process that cmd.Wait returned err for, and whether the process came to an end at all.
func exitStatus(err error) (status int, ended bool) {
	if err == nil {
		return 0, true
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, false
	}
	if wait, ok := exit.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return signalled + int(wait.Signal()), true
	}
	return exit.ExitCode(), true
}

package main

import (
	"sync"

	"google.golang.org/grpc"
)

// serial lets standard output and standard error, which are copied side by side, send on one stream: gRPC wants one
// sender at a time.
type serial[T any] struct {
	grpc.ServerStreamingServer[T]
	mu sync.Mutex
}

func (s *serial[T]) Send(message *T) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ServerStreamingServer.Send(message)
}

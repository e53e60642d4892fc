package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	changesTick      = 500 * time.Millisecond // between two looks at the store
	changesHeartbeat = 30                     // ticks between two signs of life: 15 seconds
	changesRenewal   = 4                      // ticks between two looks at a manager's credential
	changesPause     = 10 * time.Second       // how long a client may take to be written to
	changesEach      = 8                      // streams of one session or key at a time
	eventStream      = "text/event-stream"
)

func (a *API) mountChanges() {
	const how = "With Accept: text/event-stream, a stream of server-sent events: a message with a new id at the beginning " +
		"and after each change, which says that it is time to look again; a comment every 15 seconds; and, when the session " +
		"has ended, a last event called ended, with the reason. With anything else, the id alone, for clients that poll. " +
		"It never counts as activity."
	const tag = "Following changes"
	register(a, following(operation("follow-own-changes", http.MethodGet, "/v1/me/changes", "Tell me when something of mine changes",
		"Of the user's sessions in this tenant, what holds for them, and the user's rights. "+how, tag, users)), a.ownChanges)
	register(a, following(operation("follow-workspace-changes", http.MethodGet, "/v1/workspace/changes", "Tell me when something in the workspace changes",
		"Of its users and sessions, and of what is the user's own. "+
			"Needs the page workspace.users, and the permission sojourn.users.read or sojourn.sessions.revoke. "+how, tag, users)), a.workspaceChanges)
	register(a, following(operation("follow-changes", http.MethodGet, "/v1/changes", "Tell me when something in the environment changes",
		"Needs the scope sessions:read. "+how, tag, managers)), a.changes)
}

// passiveKey marks operations that never count as activity.
const passiveKey = "passive"

// following adds what is particular to the operations that tell of changes.
func following(op huma.Operation) huma.Operation {
	op.Metadata[passiveKey] = true
	op.Errors = append(op.Errors, http.StatusTooManyRequests)
	id := &huma.Schema{Type: "object", AdditionalProperties: false, Required: []string{"id"}, Properties: map[string]*huma.Schema{
		"id": {Type: "string", Description: "Another one whenever something has changed"}}}
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: id}, eventStream: {Schema: &huma.Schema{Type: "string"}}}}}
	return op
}

// ChangesInput is how a client follows changes.
type ChangesInput struct {
	EnvironmentPath
	Accept string `header:"Accept"`
	LastID string `header:"Last-Event-ID" maxLength:"64" doc:"The id that the client has seen last"`
}

func (a *API) ownChanges(ctx context.Context, who access.Principal, in *ChangesInput) (*huma.StreamResponse, error) {
	return a.follow(ctx, who, in, func(ctx context.Context) (string, error) { return a.Service.OwnStamp(ctx, who) })
}

func (a *API) workspaceChanges(ctx context.Context, who access.Principal, in *ChangesInput) (*huma.StreamResponse, error) {
	return a.follow(ctx, who, in, func(ctx context.Context) (string, error) { return a.Service.WorkspaceStamp(ctx, who) })
}

func (a *API) changes(ctx context.Context, who access.Principal, in *ChangesInput) (*huma.StreamResponse, error) {
	ticks, renew := 0, callerOf(ctx).renew
	return a.follow(ctx, who, in, func(ctx context.Context) (stamp string, err error) {
		if ticks++; ticks%changesRenewal == 0 {
			if who, err = renew(ctx); err != nil {
				return "", err
			}
		}
		return a.Service.Stamp(ctx, who)
	})
}

// follow reads the first stamp before it answers, so that whoever may not is told so.
func (a *API) follow(ctx context.Context, who access.Principal, in *ChangesInput, stamp func(context.Context) (string, error)) (*huma.StreamResponse, error) {
	first, err := stamp(ctx)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(in.Accept, eventStream) {
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			ctx.SetHeader("Content-Type", "application/json")
			_ = json.NewEncoder(ctx.BodyWriter()).Encode(map[string]string{"id": first}) // the client may be gone
		}}, nil
	}
	leave, err := a.streams.enter(who)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer leave()
		_, w := humago.Unwrap(ctx)
		ctx.SetHeader("Content-Type", eventStream)
		ctx.SetHeader("X-Accel-Buffering", "no") // nginx would hold events back
		s := &changeStream{api: a, w: w, seen: in.LastID}
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // the request was read
		s.run(ctx.Context(), first, stamp)
	}}, nil
}

// changeStream is the answer to one client that follows changes.
type changeStream struct {
	api  *API
	w    http.ResponseWriter
	seen string // the last id that the client has
}

// run writes until the client is gone, the server stops, or the session has ended.
func (s *changeStream) run(ctx context.Context, now string, stamp func(context.Context) (string, error)) {
	ticker := time.NewTicker(changesTick)
	defer ticker.Stop()
	err := s.write(": hello\n\n")
	for ticks := 1; err == nil; ticks++ {
		if now != s.seen {
			err = s.write(fmt.Sprintf("id: %s\ndata: changed\n\n", now))
			s.seen = now
		} else if ticks%changesHeartbeat == 0 {
			err = s.write(": still here\n\n")
		}
		if err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-s.api.streams.closing:
			return
		case <-ticker.C:
		}
		now, err = stamp(ctx)
	}
	s.end(ctx, err)
}

// end tells a client whose session has ended so. Other errors just end the stream: the client comes again, and is told.
func (s *changeStream) end(ctx context.Context, err error) {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Code == "session_ended" {
		_ = s.write(fmt.Sprintf("event: ended\ndata: %s\n\n", e.Reason)) // the client may be gone
		return
	}
	if ctx.Err() == nil {
		s.api.Log.WarnContext(ctx, "a stream of changes was broken off", "request_id", s.api.requestID(ctx), "error", err.Error())
	}
}

func (s *changeStream) write(text string) error {
	control := http.NewResponseController(s.w)
	_ = control.SetWriteDeadline(s.api.Now().Add(changesPause)) // not every writer has one
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return control.Flush()
}

// streams counts the streams of each session and key, and ends all of them when the server stops.
type streams struct {
	mu      sync.Mutex
	open    map[uid.UID]int
	closing chan struct{}
	close   func()
}

func newStreams() *streams {
	closing := make(chan struct{})
	return &streams{open: map[uid.UID]int{}, closing: closing, close: sync.OnceFunc(func() { close(closing) })}
}

// enter counts a stream in; the caller calls leave at its end.
func (s *streams) enter(who access.Principal) (leave func(), err error) {
	id := who.Session
	if id.IsZero() {
		id = who.Actor().ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id] >= changesEach {
		return nil, fault.New(fault.TooMany, "At most %d streams may be open at a time.", changesEach).
			WithCode("too_many_streams").After(changesPause)
	}
	s.open[id]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[id]--; s.open[id] == 0 {
			delete(s.open, id)
		}
	}, nil
}

// EndStreams ends all streams, so that a server can stop. There are none from then on.
func (a *API) EndStreams() { a.streams.close() }

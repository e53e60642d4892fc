package api

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
)

// SessionCountBody is how many active sessions match.
type SessionCountBody struct {
	Sessions int       `json:"sessions"`
	Users    int       `json:"users"`
	Own      bool      `json:"own" doc:"Whether the session that the request came with is one of them"`
	At       time.Time `json:"at" doc:"When they were counted"`
}

func (a *API) countMatching(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	SessionMatchQuery
}) (*struct{ Body SessionCountBody }, error) {
	search, err := a.match(in.SessionMatchQuery)
	if err != nil {
		return nil, err
	}
	counted, err := a.Service.CountMatching(ctx, who, search)
	return &struct{ Body SessionCountBody }{SessionCountBody(counted)}, err
}

// EndedMatchingBody is how many sessions ended, and how many are left to end.
type EndedMatchingBody struct {
	EndedBody
	Left int `json:"left" doc:"How many more match: ask again"`
}

func (a *API) endMatching(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	SessionMatchQuery
	Body struct {
		Expected int `json:"expected,omitempty" minimum:"1" doc:"How many may match: if more do, none ends (409, more_than_expected)"`
		EndNote
	}
}) (*struct{ Body EndedMatchingBody }, error) {
	if in.SessionMatchQuery == (SessionMatchQuery{}) {
		return nil, fault.New(fault.Invalid, "At least one filter is needed. To end all sessions there is an operation of its own.").WithCode("filter_missing")
	}
	search, err := a.match(in.SessionMatchQuery)
	if err != nil {
		return nil, err
	}
	ended, left, err := a.Service.EndMatching(ctx, who, search, in.Body.Expected, in.Body.Note)
	return &struct{ Body EndedMatchingBody }{EndedMatchingBody{EndedBody{ended}, left}}, err
}

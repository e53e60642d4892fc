package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

func (a *API) mountStatistics() {
	const tag = "Statistics"
	register(a, operation("count-sessions", http.MethodGet, "/v1/statistics/sessions", "Sign-ins and ends over time",
		"In equal steps of time, the last of which holds the present. Needs the scope sessions:read.", tag, managers), a.countSessions)
	register(a, operation("spread-sessions", http.MethodGet, "/v1/statistics/spread", "How idle and how old the active sessions are",
		"What idle timeouts and maximum ages act on. Needs the scope sessions:read.", tag, managers), a.spreadSessions)
}

// StatisticsBody is sign-ins and ends over time.
type StatisticsBody struct {
	Step   int64            `json:"step_seconds"`
	Steps  []StatisticsStep `json:"steps" nullable:"false"`
	Before int              `json:"open_before" doc:"Sessions that were open when the first step began"`
	Marks  []PublishMark    `json:"published" nullable:"false" doc:"Versions of the settings that were published meanwhile, newest first"`
}

// StatisticsStep is one step.
type StatisticsStep struct {
	At      time.Time              `json:"at" doc:"When the step begins"`
	SignIns int                    `json:"sign_ins"`
	Ends    map[session.Reason]int `json:"ends" nullable:"false" doc:"Recorded ends, by reason"`
}

// PublishMark is a version that was published.
type PublishMark struct {
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
}

func (a *API) countSessions(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Step  int64 `query:"step_seconds" minimum:"60" maximum:"86400" default:"3600" doc:"Length of a step"`
	Steps int   `query:"steps" minimum:"1" maximum:"200" default:"24" doc:"How many steps"`
}) (*struct{ Body StatisticsBody }, error) {
	told, err := a.Service.Statistics(ctx, who, time.Duration(in.Step)*time.Second, in.Steps)
	if err != nil {
		return nil, err
	}
	body := StatisticsBody{Step: in.Step, Before: told.Before, Steps: make([]StatisticsStep, len(told.SignIns)), Marks: []PublishMark{}}
	for i := range body.Steps {
		ends := told.Ends[i]
		if ends == nil {
			ends = map[session.Reason]int{}
		}
		body.Steps[i] = StatisticsStep{At: told.From.Add(time.Duration(i) * told.Step), SignIns: told.SignIns[i], Ends: ends}
	}
	for _, v := range told.Published {
		body.Marks = append(body.Marks, PublishMark{Version: v.Number, At: v.PublishedAt})
	}
	return &struct{ Body StatisticsBody }{body}, nil
}

// SpreadBody is how idle and how old the active sessions are.
type SpreadBody struct {
	Sessions int          `json:"sessions" doc:"How many sessions are active"`
	Users    int          `json:"users" doc:"Of how many users"`
	Idle     []SpreadStep `json:"idle" nullable:"false" doc:"By the time since the last activity"`
	Age      []SpreadStep `json:"age" nullable:"false" doc:"By the time since the last full authentication"`
}

// SpreadStep is how many sessions lie below a bound and not below the one before.
type SpreadStep struct {
	Below    int64 `json:"below_seconds,omitempty" doc:"Absent in the last, which holds the rest"`
	Sessions int   `json:"sessions"`
}

func (a *API) spreadSessions(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Tenant string `query:"tenant" maxLength:"36" doc:"Only in this tenant"`
}) (*struct{ Body SpreadBody }, error) {
	tenant, err := optionalTenant("tenant", in.Tenant)
	if err != nil {
		return nil, err
	}
	told, err := a.Service.Spreads(ctx, who, tenant)
	return &struct{ Body SpreadBody }{SpreadBody{
		Sessions: told.Sessions, Users: told.Users, Idle: showSpread(told.Idle), Age: showSpread(told.Age),
	}}, err
}

func showSpread(s service.Spread) []SpreadStep {
	steps := make([]SpreadStep, len(s.Counts))
	for i, count := range s.Counts {
		steps[i].Sessions = count
		if i < len(s.Bounds) {
			steps[i].Below = int64(s.Bounds[i].Seconds())
		}
	}
	return steps
}

package service

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Judged is a session with the rules that hold for it and the verdict that they give.
type Judged struct {
	session.Session
	Rules   session.Rules
	Verdict session.Verdict
	Current bool // the session that the request came with

	written time.Time // its last activity as the store has it, which notes may be ahead of
}

// judge brings a session up to its noted activity and evaluates it.
func (s *Service) judge(found store.Found, now time.Time) Judged {
	written := found.Session.LastActiveAt
	s.activity.bring(&found.Session)
	rules := session.Govern(found.Environment, found.Tenant)
	return Judged{Session: found.Session, Rules: rules, Verdict: session.Evaluate(found.Session, rules, now), written: written}
}

// refusal is what the client of an ended session is told.
func refusal(end session.End) error {
	form, _ := end.Reason.Form()
	e := fault.New(fault.Unauthenticated, "%s", form.Refused).WithCode("session_ended")
	e.Reason = string(end.Reason)
	return e
}

// unknownCredential is what a stranger is told, whatever is wrong with the credential.
func unknownCredential() error {
	return fault.New(fault.Unauthenticated, "The credential is not known here.").WithCode(credentialUnknown)
}

const credentialUnknown = "credential_unknown"

// policies reads the rules of tenants once each.
type policies struct {
	tx          store.Reader
	environment *session.EnvironmentPolicy
	rules       map[tenancy.TenantID]session.Rules
}

func newPolicies(tx store.Reader) *policies {
	return &policies{tx: tx, rules: map[tenancy.TenantID]session.Rules{}}
}

// of is the rules of a tenant.
func (p *policies) of(tenant tenancy.TenantID) (session.Rules, error) {
	if rules, ok := p.rules[tenant]; ok {
		return rules, nil
	}
	levels, err := p.levels(tenant)
	if err != nil {
		return session.Rules{}, err
	}
	p.rules[tenant] = session.Govern(levels.Environment, levels.Tenant)
	return p.rules[tenant], nil
}

// levels reads both levels. A tenant that is gone has nothing of its own.
func (p *policies) levels(tenant tenancy.TenantID) (levels Levels, err error) {
	if p.environment == nil {
		policy, err := p.tx.EnvironmentPolicy()
		if err != nil {
			return levels, err
		}
		p.environment = &policy
	}
	levels.Environment = *p.environment
	levels.Tenant, _, err = p.tx.TenantPolicy(tenant)
	return levels, err
}

// judgeAll judges sessions of any tenants of the environment.
func (s *Service) judgeAll(tx store.Reader, sessions []session.Session, now time.Time) ([]Judged, error) {
	policies := newPolicies(tx)
	all := make([]Judged, 0, len(sessions))
	for _, one := range sessions {
		rules, err := policies.of(one.Tenant)
		if err != nil {
			return nil, err
		}
		s.activity.bring(&one)
		all = append(all, Judged{Session: one, Rules: rules, Verdict: session.Evaluate(one, rules, now)})
	}
	return all, nil
}

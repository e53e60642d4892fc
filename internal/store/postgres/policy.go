package postgres

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// environmentPolicy is session.EnvironmentPolicy as it is stored.
type environmentPolicy struct {
	Settings  session.Settings           `json:"settings"`
	Modes     session.Modes              `json:"modes"`
	Version   int64                      `json:"version"`
	Closed    bool                       `json:"closed,omitempty"`
	NotBefore *mark                      `json:"not_before,omitempty"`
	Replaced  []session.ReplacedSettings `json:"replaced,omitempty"`
}

// tenantPolicy is session.TenantPolicy as it is stored.
type tenantPolicy struct {
	Overrides session.Overrides           `json:"overrides"`
	Version   int64                       `json:"version"`
	NotBefore *mark                       `json:"not_before,omitempty"`
	Replaced  []session.ReplacedOverrides `json:"replaced,omitempty"`
}

// mark is session.Mark as it is stored.
type mark struct {
	At     time.Time      `json:"at"`
	Reason session.Reason `json:"reason"`
	By     access.Actor   `json:"by"`
}

func encodeEnvironmentPolicy(p session.EnvironmentPolicy) ([]byte, error) {
	stored := environmentPolicy{
		Settings: p.Settings, Modes: p.Modes, Version: p.Version, Closed: p.Closed, NotBefore: encodeMark(p.NotBefore),
	}
	for _, r := range p.Replaced {
		r.Until = storedTime(r.Until)
		stored.Replaced = append(stored.Replaced, r)
	}
	return encode("the environment's policy", stored)
}

func decodeEnvironmentPolicy(text []byte) (session.EnvironmentPolicy, error) {
	stored, err := fromJSON[environmentPolicy](text)
	return session.EnvironmentPolicy{
		Settings: stored.Settings, Modes: stored.Modes, Version: stored.Version, Closed: stored.Closed,
		NotBefore: decodeMark(stored.NotBefore), Replaced: stored.Replaced,
	}, err
}

func encodeTenantPolicy(p session.TenantPolicy) ([]byte, error) {
	stored := tenantPolicy{Overrides: p.Overrides, Version: p.Version, NotBefore: encodeMark(p.NotBefore)}
	for _, r := range p.Replaced {
		r.Until = storedTime(r.Until)
		stored.Replaced = append(stored.Replaced, r)
	}
	return encode("the tenant's policy", stored)
}

func decodeTenantPolicy(text []byte) (session.TenantPolicy, error) {
	stored, err := fromJSON[tenantPolicy](text)
	return session.TenantPolicy{
		Overrides: stored.Overrides, Version: stored.Version,
		NotBefore: decodeMark(stored.NotBefore), Replaced: stored.Replaced,
	}, err
}

func encodeMark(m session.Mark) *mark {
	if m.IsZero() {
		return nil
	}
	return &mark{At: storedTime(m.At), Reason: m.Reason, By: m.By}
}

func decodeMark(stored *mark) session.Mark {
	if stored == nil {
		return session.Mark{}
	}
	return session.Mark(*stored)
}

// storedTime is a time as it comes back.
func storedTime(at time.Time) time.Time { return at.Truncate(time.Millisecond).UTC() }

// encode makes JSON of plain values.
func encode(what string, value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", what, err)
	}
	return text, nil
}

func fromJSON[T any](text []byte) (value T, err error) {
	err = json.Unmarshal(text, &value)
	return value, err
}

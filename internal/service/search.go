package service

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// Search chooses sessions: by what the store finds them by, and by what has to be looked at in each.
type Search struct {
	store.SessionFilter
	ActiveFrom time.Time                 // bounds the last activity; zero for any
	Client     func(session.Client) bool // says which clients are meant; nil for all
}

// looks tells whether each session has to be looked at.
func (q Search) looks() bool { return q.Client != nil || !q.ActiveFrom.IsZero() }

// fits looks at a session, which has its noted activity.
func (q Search) fits(one *session.Session) bool {
	return (q.Client == nil || q.Client(one.Client)) && !one.LastActiveAt.Before(q.ActiveFrom)
}

// No index holds what a search looks at: each would have to be kept by every sign-in, and that of the last activity by
// every check. So a search goes through what the store finds, in pages that grow, and stops for good after so many: a
// request is not to keep the store busy for long. It says where to go on.
const (
	firstLook = 500
	mostLook  = 4000
	lookedAt  = 100_000
)

// look gives visit the sessions that fit, newest sign-in first, each of them with what it is judged by and its client,
// until it says no. Next is where to go on, and empty at the end.
func (s *Service) look(tx store.Reader, search Search, after string, most int, visit func(one *session.Session) (more bool)) (next string, err error) {
	for limit, seen := firstLook, 0; ; limit = min(4*limit, mostLook) {
		page, err := tx.SessionClients(search.SessionFilter, store.Page{After: after, Limit: limit})
		if err != nil {
			return "", err
		}
		s.activity.bringAll(page)
		for i := range page {
			if search.fits(&page[i]) && !visit(&page[i]) {
				return page[i].ID.String(), nil
			}
		}
		if len(page) < limit {
			return "", nil
		}
		after = page[limit-1].ID.String()
		if seen += len(page); seen >= most {
			return after, nil
		}
	}
}

// found reads a page of the sessions that fit.
func (s *Service) found(tx store.Reader, search Search, page store.Page) (all []session.Session, next string, err error) {
	if !search.looks() {
		all, err = tx.Sessions(search.SessionFilter, page)
		if len(all) == page.Limit {
			next = all[len(all)-1].ID.String()
		}
		return all, next, err
	}
	var ids []session.ID
	next, err = s.look(tx, search, page.After, lookedAt, func(one *session.Session) bool {
		ids = append(ids, one.ID)
		return len(ids) < page.Limit
	})
	for i := 0; i < len(ids) && err == nil; i++ {
		var one session.Session
		var there bool
		if one, there, err = tx.Session(ids[i]); there {
			all = append(all, one)
		}
	}
	return all, next, err
}

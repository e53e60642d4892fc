package portal

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"sync"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// setupPath is where the first owner is made.
const setupPath = "/setup"

// setup is the offer to become the first owner, to whoever holds the link. Only its hash is kept, and only in memory: it
// is worth nothing once it was used, once there is an owner, or once the server has stopped.
type setup struct {
	mu   sync.Mutex
	hash [sha256.Size]byte
	open bool
}

// OfferSetup makes the offer and gives the link's path, this once.
func (p *Portal) OfferSetup() string {
	var secret [32]byte
	rand.Read(secret[:]) // never fails: crypto/rand stops the program instead
	text := base64.RawURLEncoding.EncodeToString(secret[:])
	p.setup.mu.Lock()
	defer p.setup.mu.Unlock()
	p.setup.hash, p.setup.open = sha256.Sum256([]byte(text)), true
	return setupPath + "?token=" + text
}

// holds tells whether a text is the token of the offer, as long as it stands.
func (s *setup) holds(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	hash := sha256.Sum256([]byte(text))
	return subtle.ConstantTimeCompare(hash[:], s.hash[:]) == 1 && s.open
}

func (s *setup) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = false
}

// setupPage is what the page shows.
type setupPage struct {
	Token, Email, Name string
	Problem            string
}

func (p *Portal) showSetup(w http.ResponseWriter, r *http.Request) {
	in := p.english(w, r)
	token := r.URL.Query().Get("token")
	if !p.setup.holds(token) {
		p.show(w, r, http.StatusNotFound, "setup-gone.html", in)
		return
	}
	p.show(w, r, http.StatusOK, "setup.html", in.with(setupPage{Token: token}))
}

func (p *Portal) takeSetup(w http.ResponseWriter, r *http.Request) {
	in := p.english(w, r)
	if err := r.ParseForm(); err != nil {
		p.show(w, r, http.StatusBadRequest, "setup-gone.html", in)
		return
	}
	page := setupPage{Token: r.PostForm.Get("token"), Email: r.PostForm.Get("email"), Name: r.PostForm.Get("name")}
	if !p.setup.holds(page.Token) {
		p.show(w, r, http.StatusNotFound, "setup-gone.html", in)
		return
	}
	client := session.Client{Address: p.Clients.FromRequest(r.RemoteAddr, r.Header).String(), UserAgent: r.UserAgent()}
	_, err := p.Service.CreateFirstOwner(r.Context(), client, service.NewOperator{
		Email: page.Email, Name: page.Name, Password: service.NewPassword(r.PostForm.Get("password")),
	})
	switch e, told := errors.AsType[*fault.Error](err); {
	case err == nil:
		p.setup.close()
		p.show(w, r, http.StatusCreated, "setup-done.html", in.with(page))
	case told && e.Code == "owner_exists":
		p.setup.close()
		p.show(w, r, http.StatusConflict, "setup-gone.html", in)
	case told && e.Kind == fault.Invalid:
		page.Problem = e.Message
		p.show(w, r, http.StatusBadRequest, "setup.html", in.with(page))
	default:
		p.Log.ErrorContext(r.Context(), "the first owner was not made", "error", err.Error())
		page.Problem = "Nothing was changed. Try again shortly."
		p.show(w, r, http.StatusServiceUnavailable, "setup.html", in.with(page))
	}
}

// english is the frame of these pages, which operators see once: they are not translated.
func (p *Portal) english(w http.ResponseWriter, r *http.Request) page {
	in := p.newPage(w, r)
	in.Language = "en"
	return in
}

package api

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
)

const (
	// exportPage is how many events are read at a time.
	exportPage = 500
	// exportPause is how long a client may take for a page before it is given up.
	exportPause = 30 * time.Second
)

// exportEvents reads the first page before it answers, so that whoever may not is told so, and streams the rest.
func (a *API) exportEvents(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	ManagerAuditQuery
	Format string `query:"format" enum:"jsonl,csv" default:"jsonl"`
}) (*huma.StreamResponse, error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	first, next, err := a.Service.Audit(ctx, who, filter, service.Page{Limit: exportPage})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		write := writeLines
		ctx.SetHeader("Content-Type", "application/jsonl")
		ctx.SetHeader("Content-Disposition", `attachment; filename="audit.jsonl"`)
		if in.Format == "csv" {
			write = writeCSV
			ctx.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present")
			ctx.SetHeader("Content-Disposition", `attachment; filename="audit.csv"`)
		}
		_, w := humago.Unwrap(ctx)
		a.stream(ctx.Context(), w, func() error { return write(ctx.BodyWriter(), first, true) }, func() (bool, error) {
			if next == "" {
				return false, nil
			}
			page, after, err := a.Service.Audit(ctx.Context(), who, filter, service.Page{After: next, Limit: exportPage})
			if next = after; err != nil {
				return false, err
			}
			return true, write(ctx.BodyWriter(), page, false)
		})
	}}, nil
}

// stream writes page after page. When one cannot be read or written, the connection is broken off, so that nobody takes
// the part for the whole.
func (a *API) stream(ctx context.Context, w http.ResponseWriter, first func() error, more func() (bool, error)) {
	deadline := http.NewResponseController(w)
	err := first()
	for going := true; going && err == nil; {
		_ = deadline.SetWriteDeadline(a.Now().Add(exportPause)) // not every writer has one
		going, err = more()
	}
	if err != nil {
		a.Log.WarnContext(ctx, "an export was broken off", "request_id", a.requestID(ctx), "error", err.Error())
		panic(http.ErrAbortHandler)
	}
}

func writeLines(w io.Writer, all []service.Audited, _ bool) error {
	encoder := json.NewEncoder(w)
	for _, e := range all {
		if err := encoder.Encode(showEvent(e)); err != nil {
			return err
		}
	}
	return nil
}

func writeCSV(w io.Writer, all []service.Audited, head bool) error {
	rows := csv.NewWriter(w)
	if head {
		_ = rows.Write([]string{"id", "at", "kind", "sentence", "actor_kind", "actor_id", "actor_session_id", "actor_address",
			"tenant_id", "user_id", "session_id", "reason", "data"}) // Flush tells of errors
	}
	for _, one := range all {
		e := showEvent(one)
		cells := []string{e.ID, e.At.Format(time.RFC3339Nano), e.Kind, e.Sentence, e.Actor.Kind, e.Actor.ID, e.Actor.SessionID, e.Actor.Address,
			e.TenantID, e.UserID, e.SessionID, e.Reason, string(e.Data)}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		_ = rows.Write(cells)
	}
	rows.Flush()
	return rows.Error()
}

// harmless is a cell that no spreadsheet takes for a formula (OWASP, CSV injection).
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

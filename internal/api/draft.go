package api

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/settings"
)

// DraftBody is the document that is being edited.
type DraftBody struct {
	Document settings.Document `json:"document"`
	Base     int64             `json:"base_version" doc:"The published version that it was made from"`
	Revision int64             `json:"revision" doc:"Counts the saves; 0 when there is no draft"`
	SavedAt  time.Time         `json:"saved_at,omitzero"`
	SavedBy  *AuditActor       `json:"saved_by,omitempty"`
}

type draftOutput struct{ Body DraftBody }

// draft is the answer that tells the draft, unless there was an error before.
func (a *API) draft(ctx context.Context, who access.Principal, d service.SettingsDraft, err error) (*draftOutput, error) {
	if err != nil {
		return nil, err
	}
	body := DraftBody{Document: d.Document, Base: d.Base, Revision: d.Revision, SavedAt: d.SavedAt}
	if d.Revision > 0 {
		names, err := a.Service.ActorNames(ctx, who, d.SavedBy)
		if err != nil {
			return nil, err
		}
		by := showActor(d.SavedBy, names[0])
		body.SavedBy = &by
	}
	return &draftOutput{body}, nil
}

func (a *API) settingsDraft(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*draftOutput, error) {
	draft, err := a.Service.SettingsDraft(ctx, who)
	return a.draft(ctx, who, draft, err)
}

func (a *API) saveDraft(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Document settings.Document `json:"document"`
		Base     int64             `json:"base_version" minimum:"0" doc:"The published version that it was made from"`
		Revision int64             `json:"revision" minimum:"0" doc:"The revision that was edited; 0 for a new draft"`
	}
}) (*draftOutput, error) {
	saved, err := a.Service.SaveDraft(ctx, who, service.SettingsDraft{
		Document: in.Body.Document, Base: in.Body.Base, Revision: in.Body.Revision,
	})
	return a.draft(ctx, who, saved, err)
}

func (a *API) discardDraft(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Revision int64 `query:"revision" required:"true" minimum:"0" doc:"The revision that is discarded"`
}) (*struct{}, error) {
	return nil, a.Service.DiscardDraft(ctx, who, in.Revision)
}

func (a *API) publishDraft(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Revision int64  `json:"revision" minimum:"1" doc:"The revision that was reviewed"`
		Note     string `json:"note,omitempty" maxLength:"500" doc:"Why"`
	}
}) (*versionOutput, error) {
	done, err := a.Service.PublishDraft(ctx, who, in.Body.Revision, in.Body.Note)
	return a.version(ctx, who, done.SettingsVersion, err)
}

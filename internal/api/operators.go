package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// operatorsPath is where everything is that concerns more than one environment.
const operatorsPath = "/e/operators"

// global makes an operation one of the operators' environment.
func global(op huma.Operation) huma.Operation {
	op.Path = operatorsPath + op.Path[len(prefix):]
	return op
}

func (a *API) mountOperators() {
	const tag = "Operators"
	const read, write = "Needs the role owner.", "Needs the role owner."
	register(a, global(operation("list-operators", http.MethodGet, "/v1/operators", "Operators and what they were granted", read, tag, operators)), a.listOperators)
	register(a, global(operation("list-operator-roles", http.MethodGet, "/v1/operator-roles", "What each operator role may do",
		"The roles are built in. Any operator may ask.", tag, operators)), a.operatorRoles)
	created := global(operation("create-operator", http.MethodPost, "/v1/operators", "Create an operator", write, tag, operators))
	created.DefaultStatus = http.StatusCreated
	register(a, created, a.createOperator)
	register(a, global(operation("grant-operator", http.MethodPut, "/v1/operators/{user}/grants/{target}", "Grant an operator a role in an environment",
		"In place of the role that they have there. It holds from their next request. The last owner stays one. "+write, tag, operators)), a.grantOperator)
	register(a, global(operation("revoke-operator", http.MethodDelete, "/v1/operators/{user}/grants/{target}", "Take an operator's role in an environment away",
		"It holds from their next request. The last owner stays one. "+write, tag, operators)), a.ungrantOperator)
	made := global(operation("create-operator-key", http.MethodPost, "/v1/operator-keys", "Create an API key for a program of the operators",
		"It is shown this once. "+write, tag, operators))
	made.DefaultStatus = http.StatusCreated
	register(a, made, a.createOperatorKey)
}

// OperatorBody is an operator with what they were granted.
type OperatorBody struct {
	User
	Grants []access.Grant `json:"grants" nullable:"false"`
}

func showOperator(o service.Operator) OperatorBody {
	return OperatorBody{User: showUser(o.User), Grants: o.Grants}
}

// OperatorList is all operators.
type OperatorList struct {
	Operators []OperatorBody `json:"operators" nullable:"false"`
}

func (a *API) listOperators(ctx context.Context, who access.Principal, _ *struct{}) (*struct{ Body OperatorList }, error) {
	all, err := a.Service.Operators(ctx, who)
	list := OperatorList{Operators: make([]OperatorBody, 0, len(all))}
	for _, o := range all {
		list.Operators = append(list.Operators, showOperator(o))
	}
	return &struct{ Body OperatorList }{list}, err
}

func (a *API) createOperator(ctx context.Context, who access.Principal, in *struct {
	Body struct {
		Email    string       `json:"email" maxLength:"254"`
		Name     string       `json:"name,omitempty" maxLength:"200"`
		Password string       `json:"password" maxLength:"1024" doc:"With which they sign in first"`
		Grant    access.Grant `json:"grant" doc:"Their first role"`
	}
}) (*struct{ Body OperatorBody }, error) {
	o, err := a.Service.CreateOperator(ctx, who, service.NewOperator{
		Email: in.Body.Email, Name: in.Body.Name, Password: service.NewPassword(in.Body.Password), Grant: in.Body.Grant,
	})
	return &struct{ Body OperatorBody }{showOperator(o)}, err
}

// OperatorRoleBody is what an operator role may do.
type OperatorRoleBody struct {
	Role   access.OperatorRole `json:"role"`
	Scopes []access.Scope      `json:"scopes" nullable:"false" doc:"In every environment in which the role is granted"`
}

// OperatorRoleList is every operator role, the mightiest first.
type OperatorRoleList struct {
	Roles []OperatorRoleBody `json:"roles" nullable:"false"`
}

func (a *API) operatorRoles(_ context.Context, who access.Principal, _ *struct{}) (*struct{ Body OperatorRoleList }, error) {
	if err := who.RequireOperator(); err != nil {
		return nil, err
	}
	list := OperatorRoleList{}
	for _, role := range access.OperatorRoles() {
		list.Roles = append(list.Roles, OperatorRoleBody{Role: role, Scopes: role.Scopes()})
	}
	return &struct{ Body OperatorRoleList }{list}, nil
}

// GrantPath is the input of an operation about what an operator may do in an environment.
type GrantPath struct {
	User   string `path:"user" maxLength:"36" doc:"The operator's ID"`
	Target string `path:"target" maxLength:"40" doc:"The environment's ID, or * for all but the operators' own"`
}

func (a *API) grantOperator(ctx context.Context, who access.Principal, in *struct {
	GrantPath
	Body struct {
		Role access.OperatorRole `json:"role" enum:"owner,admin,support,auditor"`
	}
}) (*struct{}, error) {
	user, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	return nil, a.Service.Grant(ctx, who, user, access.Grant{Role: in.Body.Role, Environment: tenancy.EnvironmentID(in.Target)})
}

func (a *API) ungrantOperator(ctx context.Context, who access.Principal, in *GrantPath) (*struct{}, error) {
	user, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	return nil, a.Service.Ungrant(ctx, who, user, tenancy.EnvironmentID(in.Target))
}

// NewKeyBody is a key that was made. It cannot be seen again.
type NewKeyBody struct {
	ID  string `json:"id" format:"uuid"`
	Key string `json:"key" doc:"The key itself; shown this once"`
}

func (a *API) createOperatorKey(ctx context.Context, who access.Principal, in *struct {
	Body struct {
		Name   string         `json:"name" maxLength:"200" doc:"Who uses it"`
		Grants []access.Grant `json:"grants" minItems:"1" maxItems:"50" nullable:"false"`
	}
}) (*struct{ Body NewKeyBody }, error) {
	key, err := a.Service.CreateOperatorKey(ctx, who, in.Body.Name, in.Body.Grants)
	if err != nil {
		return nil, err
	}
	return &struct{ Body NewKeyBody }{NewKeyBody{ID: key.ID().String(), Key: key.Reveal()}}, nil
}

// moment is a time that may be absent.
func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

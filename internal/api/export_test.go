package api

import (
	"maps"
	"slices"
)

// Route is one operation, for the tests that must know all of them.
type Route struct {
	ID, Method, Path string
	Credentials      [][]string // any of which will do
}

// Routes is every operation of the API.
func (a *API) Routes() (all []Route) {
	for _, op := range a.operations() {
		one := Route{ID: op.OperationID, Method: op.Method, Path: op.Path}
		for _, credential := range op.Security {
			one.Credentials = append(one.Credentials, slices.Sorted(maps.Keys(credential)))
		}
		all = append(all, one)
	}
	return all
}

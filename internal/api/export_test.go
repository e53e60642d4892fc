package api

// Route is one operation, for the tests that must know all of them.
type Route struct{ ID, Method, Path string }

// Routes is every operation of the API.
func (a *API) Routes() (all []Route) {
	for _, op := range a.operations() {
		all = append(all, Route{op.OperationID, op.Method, op.Path})
	}
	return all
}

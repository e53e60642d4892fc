// Package browser is what the API and the pages agree on with browsers: the session cookie, the proof that a change comes
// from a page of ours, and the headers of every answer. It never sees a request's meaning.
package browser

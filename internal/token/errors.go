package token

import "errors"

// Why a token is refused. None of these says anything of what the token held.
var (
	ErrMalformed    = errors.New("token: malformed")
	ErrAlgorithm    = errors.New("token: another algorithm than its key's")
	ErrType         = errors.New("token: not an access token")
	ErrUnknownKey   = errors.New("token: signed with a key that is not in the key set")
	ErrSignature    = errors.New("token: not issued here, or altered")
	ErrExpired      = errors.New("token: expired")
	ErrNotYetValid  = errors.New("token: not valid yet")
	ErrIssuer       = errors.New("token: of another issuer")
	ErrAudience     = errors.New("token: for another audience")
	ErrNoSigningKey = errors.New("token: no key signs at this time")
)

// Why something sealed cannot be opened.
var (
	ErrMasterKey = errors.New("token: sealed under a master key that is not configured")
	ErrSealed    = errors.New("token: sealed text was altered or comes from another place")
)

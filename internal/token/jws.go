package token

import (
	"strings"
	"time"
)

// maxTokenSize bounds a compact JWS, ours and others'.
const maxTokenSize = 8192

// The types of an access token (RFC 9068, section 4). The first is the one that we write.
const (
	accessType     = "at+jwt"
	accessTypeLong = "application/at+jwt"
)

// jws is a token in compact serialization (RFC 7515, section 7.1) whose signature has not been checked: nothing in it
// may be believed but what is needed to find the key.
type jws struct {
	algorithm Algorithm
	keyID     string
	signed    string // header, dot and payload: what the signature is for
	payload   string // base64url
	signature [signatureSize]byte
}

// parseJWS takes a compact JWS apart. JSON serializations and anything with more or fewer than three parts, as a JWE
// has, are malformed.
func parseJWS(text string) (jws, error) {
	if len(text) > maxTokenSize || strings.Count(text, ".") != 2 {
		return jws{}, ErrMalformed
	}
	last := strings.LastIndexByte(text, '.')
	token := jws{signed: text[:last]}
	header, payload, _ := strings.Cut(token.signed, ".")
	token.payload = payload
	if err := token.readHeader(header); err != nil {
		return jws{}, err
	}
	if !decodeInto(token.signature[:], text[last+1:]) {
		return jws{}, ErrMalformed
	}
	return token, nil
}

// readHeader accepts the three members that we write and no other. Members that bring a key or tell where to
// fetch one (jwk, jku, x5c, x5u), that change how the rest is read (crit, b64, zip) or that belong to encryption (enc)
// are refused like any unknown one.
func (t *jws) readHeader(text string) error {
	raw, ok := decode(text)
	if !ok {
		return ErrMalformed
	}
	members, ok := parseMembers(raw)
	if !ok {
		return ErrMalformed
	}
	header := reader{members: members}
	t.algorithm = Algorithm(header.text("alg"))
	t.keyID = header.text("kid")
	kind := header.text("typ")
	switch {
	case header.failed || len(members) != 3:
		return ErrMalformed
	case !strings.EqualFold(kind, accessType) && !strings.EqualFold(kind, accessTypeLong):
		return ErrType
	}
	return nil
}

// open gives the payload, after the signature has proved that it was written here.
func (t jws) open(keys KeySet, now time.Time) ([]byte, error) {
	key, ok := keys.Verifying(t.keyID, now)
	switch {
	case !ok:
		return nil, ErrUnknownKey
	case t.algorithm != key.Algorithm:
		return nil, ErrAlgorithm
	case !key.verify(t.signed, &t.signature):
		return nil, ErrSignature
	}
	payload, ok := decode(t.payload)
	if !ok {
		return nil, ErrMalformed
	}
	return payload, nil
}

// signJWS makes the compact JWS of an access token's payload.
func signJWS(key SigningKey, payload []byte) (string, error) {
	header := `{"alg":"` + string(key.Algorithm) + `","kid":"` + key.ID + `","typ":"` + accessType + `"}`
	size := base64url.EncodedLen(len(header)) + base64url.EncodedLen(len(payload)) + base64url.EncodedLen(signatureSize) + len("..")
	text := base64url.AppendEncode(make([]byte, 0, size), []byte(header))
	text = append(text, '.')
	text = base64url.AppendEncode(text, payload)
	signature, err := key.sign(text)
	if err != nil {
		return "", err
	}
	text = append(text, '.')
	return string(base64url.AppendEncode(text, signature)), nil
}

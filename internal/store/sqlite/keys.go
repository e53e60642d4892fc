package sqlite

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	apiKeySQL = `
		SELECT id, name, hash, scopes, grants, created_at, last_used_at, revoked_at FROM api_keys WHERE env = ?1 AND id = ?2`
	apiKeysSQL = `
		SELECT id, name, hash, scopes, grants, created_at, last_used_at, revoked_at FROM api_keys WHERE env = +?1
		ORDER BY created_at, id`
	insertAPIKeySQL = `
		INSERT INTO api_keys (env, id, name, hash, scopes, grants, created_at, last_used_at, revoked_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`
	revokeAPIKeySQL = `UPDATE api_keys SET revoked_at = ?3 WHERE env = ?1 AND id = ?2 AND revoked_at IS NULL`
	touchAPIKeySQL  = `
		UPDATE api_keys SET last_used_at = ?3
		WHERE env = ?1 AND id = ?2 AND (last_used_at IS NULL OR last_used_at < ?3)`
	sealedKeysSQL = `
		SELECT id, use, sealed, created_at, signs_from, retired_at FROM sealed_keys WHERE env = +?1
		ORDER BY created_at, id`
	saveSealedKeySQL = `
		INSERT OR REPLACE INTO sealed_keys (env, id, use, sealed, created_at, signs_from, retired_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
	deleteSealedKeySQL = `DELETE FROM sealed_keys WHERE env = ?1 AND id = ?2`
)

func scanAPIKey(row *statement, m *memos) store.APIKey {
	key := store.APIKey{ID: row.id(), Name: row.text(), Hash: row.hash(), Scopes: *remembered(row, m.scopes)}
	row.json(&key.Grants)
	key.Grants = slices.Clip(key.Grants) // many requests may share it
	key.CreatedAt, key.LastUsedAt, key.RevokedAt = row.time(), row.timeOrZero(), row.timeOrZero()
	return key
}

// parseScopes reads what a key may do. Nobody can append to what many requests share.
func parseScopes(text []byte) (scopes []access.Scope, err error) {
	err = json.Unmarshal(text, &scopes)
	return slices.Clip(scopes), err
}

func (r reader) APIKey(id uid.UID) (key store.APIKey, found bool, err error) {
	found, err = r.ask("read an API key", apiKeySQL).bindID(id).
		first(func(row *statement) { key = scanAPIKey(row, r.memos) })
	return key, found, err
}

func (r reader) APIKeys() (keys []store.APIKey, err error) {
	err = r.ask("list API keys", apiKeysSQL).each(func(row *statement) { keys = append(keys, scanAPIKey(row, r.memos)) })
	return keys, err
}

func (r reader) SealedKeys() (keys []store.SealedKey, err error) {
	err = r.ask("list sealed keys", sealedKeysSQL).each(func(row *statement) {
		keys = append(keys, store.SealedKey{
			ID: row.text(), Use: store.KeyUse(row.text()), Sealed: row.bytes(),
			CreatedAt: row.time(), SignsFrom: row.timeOrZero(), RetiredAt: row.timeOrZero(),
		})
	})
	return keys, err
}

func (t *transaction) InsertAPIKey(key store.APIKey) error {
	return t.change("insert an API key", insertAPIKeySQL).bindID(key.ID).bindText(key.Name).
		bindBytes(key.Hash[:]).bindJSON(key.Scopes).bindJSON(key.Grants).bindTime(key.CreatedAt).
		bindTimeOrNull(key.LastUsedAt).bindTimeOrNull(key.RevokedAt).run()
}

func (t *transaction) RevokeAPIKey(id uid.UID, at time.Time) error {
	return t.change("revoke an API key", revokeAPIKeySQL).bindID(id).bindTime(at).run()
}

func (t *transaction) TouchAPIKey(id uid.UID, at time.Time) error {
	return t.change("touch an API key", touchAPIKeySQL).bindID(id).bindTime(at).run()
}

func (t *transaction) SaveSealedKey(key store.SealedKey) error {
	return t.change("save a sealed key", saveSealedKeySQL).bindText(key.ID).bindText(string(key.Use)).
		bindBytes(key.Sealed).bindTime(key.CreatedAt).
		bindTimeOrNull(key.SignsFrom).bindTimeOrNull(key.RetiredAt).run()
}

func (t *transaction) DeleteSealedKey(id string) error {
	return t.change("delete a sealed key", deleteSealedKeySQL).bindText(id).run()
}

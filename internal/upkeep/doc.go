// Package upkeep runs what goes on without a request: writing noted activity, sweeping, retention, key rotation.
package upkeep

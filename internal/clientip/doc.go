// Package clientip finds out who is at the far end of a request that came through proxies, and believes only
// the proxies that the operator named.
package clientip

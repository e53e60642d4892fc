// Package device turns a User-Agent header into the few words by which people recognise their own devices.
package device

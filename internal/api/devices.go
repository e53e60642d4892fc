package api

import (
	"sync"

	"github.com/sojourn-auth/sojourn/internal/device"
)

// mostDevices is how many user agents are remembered. Each has at most device.MaxUserAgent bytes.
const mostDevices = 1024

// devices remembers what user agents say. There are few different ones, a list shows one in each row, and to read
// one takes longer than to read its session from the store. It is safe for many goroutines.
type devices struct {
	mutex sync.RWMutex
	known map[string]Device
}

func newDevices() *devices { return &devices{known: map[string]Device{}} }

// show is the device of a user agent.
func (d *devices) show(userAgent string) Device {
	d.mutex.RLock()
	shown, ok := d.known[userAgent]
	d.mutex.RUnlock()
	if ok {
		return shown
	}
	parsed := device.Parse(userAgent)
	shown = Device{
		Title: parsed.Title(), Kind: string(parsed.Kind), Browser: parsed.Browser, OS: parsed.OS, UserAgent: userAgent,
	}
	if len(userAgent) <= device.MaxUserAgent {
		d.remember(userAgent, shown)
	}
	return shown
}

func (d *devices) remember(userAgent string, shown Device) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if len(d.known) >= mostDevices {
		clear(d.known) // rare enough that nothing better pays
	}
	d.known[userAgent] = shown
}

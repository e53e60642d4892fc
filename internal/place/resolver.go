package place

import (
	"fmt"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"
)

// remedy ends every error about the file.
const remedy = "give --place-db the path of a City or Country database in MaxMind DB format (such as GeoLite2-City.mmdb), " +
	"or leave it out to show no places"

// Resolver looks addresses up in one file. A nil Resolver knows no places. It may be used from many goroutines.
type Resolver struct {
	file *maxminddb.Reader
}

// record is the part of a database record that is decoded; everything else is skipped.
type record struct {
	City struct {
		Names names `maxminddb:"names"`
	} `maxminddb:"city"`
	Country struct {
		Code  string `maxminddb:"iso_code"`
		Names names  `maxminddb:"names"`
	} `maxminddb:"country"`
}

type names struct {
	English string `maxminddb:"en"`
}

// Open maps the file at path into memory. To update the file, rename a new one over it, as the vendors' own
// updaters do, and open again.
func Open(path string) (*Resolver, error) {
	file, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open place database: %w; %s", err, remedy)
	}
	if kind := file.Metadata.DatabaseType; !holdsPlaces(kind) {
		_ = file.Close() // nothing was written, and the other error is the one to tell
		return nil, fmt.Errorf("open place database: %s holds %q, which has no places; %s", path, kind, remedy)
	}
	return &Resolver{file: file}, nil
}

// holdsPlaces knows the database types with the members city and country, whoever made the file.
func holdsPlaces(databaseType string) bool {
	for _, word := range []string{"City", "Country", "Enterprise"} {
		if strings.Contains(databaseType, word) {
			return true
		}
	}
	return false
}

// Lookup is the place of addr. It is zero when nothing is known, and also when the record cannot be read: a
// place decorates a session and must never be in the way of one.
func (r *Resolver) Lookup(addr netip.Addr) Place {
	var data record
	if !r.decode(addr, &data) {
		return Place{}
	}
	return Place{City: data.City.Names.English, Country: data.Country.Names.English, CountryCode: data.Country.Code}
}

// country is the part of a record that tells no more than the country's code.
type country struct {
	Country struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
}

// Country is the CountryCode of the place of addr, at less cost.
func (r *Resolver) Country(addr netip.Addr) string {
	var data country
	if !r.decode(addr, &data) {
		return ""
	}
	return data.Country.Code
}

// decode tells whether there is a record of addr that can be read.
func (r *Resolver) decode(addr netip.Addr, into any) (done bool) {
	if r == nil || !addr.IsValid() {
		return false
	}
	// Somebody who shortens the mapped file in place makes its pages fault. That would stop the program;
	// this way it is a panic, and like any panic of the decoder it costs the place and nothing else.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			done = false
		}
	}()
	result := r.file.Lookup(addr.Unmap())
	return result.Found() && result.Decode(into) == nil
}

// Close unmaps the file. No Lookup may be running or follow.
func (r *Resolver) Close() error {
	if r == nil {
		return nil
	}
	if err := r.file.Close(); err != nil {
		return fmt.Errorf("close place database: %w", err)
	}
	return nil
}

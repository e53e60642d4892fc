package place

// Place is where an address is thought to be. The zero value is "not known".
type Place struct {
	City        string // English name
	Country     string // English name
	CountryCode string // ISO 3166-1, two letters
}

// String is the place for people, such as "Berlin, Germany"; empty when nothing is known.
func (p Place) String() string {
	country := p.Country
	if country == "" {
		country = p.CountryCode
	}
	if p.City == "" || country == "" {
		return p.City + country
	}
	return p.City + ", " + country
}

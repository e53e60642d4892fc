package demo

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// filled is what people need to know about demo data that was just made.
type filled struct {
	public   string // the URL by which clients reach the server
	plans    []plan
	keys     []string // the API key of each
	password password
}

// say tells what was made and how to try it. It is the only time that the password and the keys are seen.
func (f filled) say(out io.Writer) error {
	all := plan{}
	for _, p := range f.plans {
		all.visits = append(all.visits, p.visits...)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\nDemo data: %d environments, %d tenants, %d users, %d sessions. All of it is made up.\n\n",
		len(f.plans), f.most(func(p plan) int { return len(p.tenants) }), f.most(func(p plan) int { return len(p.people) }), len(all.visits))
	fmt.Fprintf(&text, "  Users     %s/e/production/   (sign in as %s; %s administers the workspace)\n", f.public, adaBrandt().email, carlaJensen().email)
	fmt.Fprintf(&text, "  Operators %s/operator/   (sign in as %s, owner of everything)\n", f.public, operators()[0].Email)
	fmt.Fprintf(&text, "  Password  %s   (of every demo user and operator; shown this once)\n", f.password.text)
	fmt.Fprintf(&text, "  API       %s/docs\n", f.public)
	for i, key := range slices.Backward(f.keys) {
		fmt.Fprintf(&text, "  API key   %s   (%s)\n", key, f.plans[i].id)
	}
	fmt.Fprintf(&text, tryIt, f.public, adaBrandt().email, f.password.text, f.keys[len(f.keys)-1], brunoCastel().email, allowed)
	if _, err := io.WriteString(out, text.String()); err != nil {
		return fmt.Errorf("tell about the demo data: %w", err)
	}
	return nil
}

// most is the largest of a number of each plan: smaller environments hold the same people and tenants.
func (f filled) most(number func(plan) int) (n int) {
	for _, p := range f.plans {
		n = max(n, number(p))
	}
	return n
}

// tryIt is a first walk through the API, to be pasted into a shell. A test does.
const tryIt = `
Sign in as a user of production and look around; then ask as the application's backend:

  BASE=%[1]s/e/production/v1
  TOKEN=$(curl -s $BASE/sign-in -H 'Content-Type: application/json' \
    -d '{"email":"%[2]s","password":"%[3]s","delivery":"tokens"}' |
    sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
  curl -sw '\n' $BASE/me/sessions  -H "Authorization: Bearer $TOKEN"
  curl -sw '\n' $BASE/me/sign-outs -H "Authorization: Bearer $TOKEN"
  curl -sw '\n' $BASE/check        -H "Authorization: Bearer $TOKEN"
  curl -sw '\n' "$BASE/sessions?state=active&limit=5" -H 'Authorization: Bearer %[4]s'

Sign in as %[5]s to see a maximum of %[6]d sessions end the oldest.

`

// sayAgain tells what can be told about demo data from an earlier start.
func sayAgain(out io.Writer, public string) error {
	_, err := fmt.Fprintf(out, again, public, adaBrandt().email)
	if err != nil {
		return fmt.Errorf("tell about the demo data: %w", err)
	}
	return nil
}

const again = `
Demo data: it is there from an earlier start, and nothing was added.

  Users     %[1]s/e/production/
  Operators %[1]s/operator/
  API       %[1]s/docs

The password and the API keys were shown when it was made. To sign in without them, set a password (the user's
sessions end) and make a key, with the same --data or --database as this server:

  printf '%%s\n' 'NEW PASSWORD' | sojourn user password %[2]s --environment production
  sojourn key create 'My key' --scope '*' --environment production

To begin anew, stop the server and name an empty folder with --data.

`

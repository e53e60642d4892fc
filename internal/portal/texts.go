package portal

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// text is what a page says, in every language.
type text struct{ en, de string }

func (t text) in(l Language) string {
	switch l {
	case "de":
		return t.de
	case pseudo:
		return stretched(t.en)
	}
	return t.en
}

// T is a text by its key. The key of a text that is not there is what tests look for.
func (l Language) T(key string, values ...any) string {
	found, ok := texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(values) == 0 {
		return found.in(l)
	}
	return fmt.Sprintf(found.in(l), values...)
}

func has(key string) bool { _, ok := texts[key]; return ok }

// Count is a text about a number: of the key with .none, .one or .more.
func (l Language) Count(key string, n int) string {
	switch n {
	case 0:
		return l.T(key + ".none")
	case 1:
		return l.T(key + ".one")
	}
	return l.T(key+".more", n)
}

// Words is a short time in words, rounded up to what people wait for.
func (l Language) Words(d time.Duration) string {
	if d <= 90*time.Second {
		return l.Count("seconds", max(1, int(d/time.Second)))
	}
	return l.Count("minutes", int((d+time.Minute-1)/time.Minute))
}

// stretched is a text as long and as strange as those of other languages are.
func stretched(plain string) string {
	var b strings.Builder
	b.WriteString("[")
	verb := false
	for _, c := range plain {
		b.WriteRune(c)
		if verb || c == '%' {
			verb = !verb
			continue
		}
		if strings.ContainsRune("aeiou", unicode.ToLower(c)) {
			b.WriteRune('\u0301')
			b.WriteRune(c)
		}
	}
	return b.String() + "]"
}

// texts is every text of the pages. Those that end in .title and .text belong to a page that only says something.
var texts = map[string]text{
	"product":  {"Sojourn", "Sojourn"},
	"language": {"Language", "Sprache"},

	"sign-in.title":        {"Sign in", "Anmelden"},
	"sign-in.operator":     {"Operator portal", "Betreiberportal"},
	"sign-in.email":        {"E-mail address", "E-Mail-Adresse"},
	"sign-in.password":     {"Password", "Passwort"},
	"sign-in.submit":       {"Sign in", "Anmelden"},
	"sign-in.choose.title": {"Choose a workspace", "Arbeitsbereich wählen"},
	"sign-in.choose.text":  {"You are a member of several. You will be signed in to one of them.", "Sie gehören zu mehreren. Angemeldet werden Sie in einem davon."},
	"sign-in.choose.other": {"Sign in as somebody else", "Als jemand anderes anmelden"},
	"sign-in.failed":       {"The e-mail address or the password is wrong.", "Die E-Mail-Adresse oder das Passwort ist falsch."},
	"sign-in.throttled":    {"Too many failed sign-ins. Try again in %s.", "Zu viele fehlgeschlagene Anmeldungen. Versuchen Sie es in %s wieder."},
	"sign-in.not-a-member": {"Your account belongs to no workspace that you could sign in to.", "Ihr Konto gehört zu keinem Arbeitsbereich, in dem Sie sich anmelden könnten."},
	"sign-in.archived":     {"Nobody can sign in here at the moment.", "Hier kann sich zurzeit niemand anmelden."},
	"sign-in.again":        {"That took too long. Enter your password once more.", "Das hat zu lange gedauert. Geben Sie Ihr Passwort noch einmal ein."},

	"seconds.one":  {"1 second", "1 Sekunde"},
	"seconds.more": {"%d seconds", "%d Sekunden"},
	"minutes.one":  {"1 minute", "1 Minute"},
	"minutes.more": {"%d minutes", "%d Minuten"},

	"signed-out.title": {"You are signed out", "Sie sind abgemeldet"},
	"signed-out.when":  {"Since %s UTC.", "Seit %s UTC."},
	"signed-out.again": {"Sign in again", "Wieder anmelden"},

	"ended.signed_out":          {"You signed out on this device.", "Sie haben sich auf diesem Gerät abgemeldet."},
	"ended.ended_by_user":       {"You signed this device out from another one.", "Sie haben dieses Gerät von einem anderen aus abgemeldet."},
	"ended.ended_by_admin":      {"An administrator of your workspace signed this device out.", "Ein Administrator Ihres Arbeitsbereichs hat dieses Gerät abgemeldet."},
	"ended.ended_by_operator":   {"The operator of this service signed this device out.", "Der Betreiber dieses Dienstes hat dieses Gerät abgemeldet."},
	"ended.ended_by_api":        {"The application signed this device out.", "Die Anwendung hat dieses Gerät abgemeldet."},
	"ended.idle_timeout":        {"There was no activity for longer than your workspace allows.", "Sie waren länger inaktiv, als Ihr Arbeitsbereich erlaubt."},
	"ended.forced_relogin":      {"Your workspace asks everybody to sign in again after a while.", "Ihr Arbeitsbereich verlangt nach einer gewissen Zeit eine neue Anmeldung."},
	"ended.concurrency_limit":   {"You signed in on another device, and your workspace allows no more at the same time.", "Sie haben sich auf einem weiteren Gerät angemeldet, und mehr erlaubt Ihr Arbeitsbereich nicht gleichzeitig."},
	"ended.token_reuse":         {"For safety: credentials of this device were used twice, as if somebody had copied them.", "Zur Sicherheit: Zugangsdaten dieses Geräts wurden doppelt verwendet, als hätte sie jemand kopiert."},
	"ended.user_disabled":       {"Your account was disabled.", "Ihr Konto wurde gesperrt."},
	"ended.credentials_changed": {"Your password was changed.", "Ihr Passwort wurde geändert."},
	"ended.tenant_removed":      {"The workspace, or your membership of it, was removed.", "Der Arbeitsbereich oder Ihre Mitgliedschaft darin wurde entfernt."},

	"password.title":                  {"Change your password", "Passwort ändern"},
	"password.text":                   {"All your other devices will be signed out. This one stays signed in.", "Alle Ihre anderen Geräte werden abgemeldet. Dieses bleibt angemeldet."},
	"password.current":                {"Current password", "Aktuelles Passwort"},
	"password.next":                   {"New password", "Neues Passwort"},
	"password.hint":                   {"At least 8 characters, better 15 or more. Several unrelated words make a good one.", "Mindestens 8 Zeichen, besser 15 oder mehr. Mehrere Wörter ohne Zusammenhang eignen sich gut."},
	"password.submit":                 {"Change password", "Passwort ändern"},
	"password.current_password_wrong": {"This is not your current password.", "Das ist nicht Ihr aktuelles Passwort."},
	"password.password_too_short":     {"Too short: use at least 8 characters, better 15 or more.", "Zu kurz: mindestens 8 Zeichen, besser 15 oder mehr."},
	"password.password_too_long":      {"Too long: use at most 256 characters.", "Zu lang: höchstens 256 Zeichen."},
	"password.password_too_common":    {"Too easy to guess: a common password, a simple pattern, or made from a name such as your own.", "Zu leicht zu erraten: ein verbreitetes Passwort, ein einfaches Muster oder aus einem Namen wie Ihrem eigenen gemacht."},
	"password.no_password":            {"You sign in without a password here.", "Sie melden sich hier ohne Passwort an."},
	"password.done.none":              {"Your password was changed.", "Ihr Passwort wurde geändert."},
	"password.done.one":               {"Your password was changed. 1 other session was signed out.", "Ihr Passwort wurde geändert. 1 weitere Sitzung wurde abgemeldet."},
	"password.done.more":              {"Your password was changed. %d other sessions were signed out.", "Ihr Passwort wurde geändert. %d weitere Sitzungen wurden abgemeldet."},
	"back":                            {"Back", "Zurück"},

	"noscript.title":  {"These screens need JavaScript", "Diese Seiten brauchen JavaScript"},
	"noscript.text":   {"Switch it on for this address. Without it you can change your password or sign out:", "Schalten Sie es für diese Adresse ein. Ohne JavaScript können Sie Ihr Passwort ändern oder sich abmelden:"},
	"noscript.submit": {"Sign out", "Abmelden"},

	"not-found.title":    {"There is nothing here", "Hier ist nichts"},
	"not-found.text":     {"The address may be misspelt, or what was here is gone.", "Vielleicht ist die Adresse falsch geschrieben, oder was hier war, ist nicht mehr da."},
	"internal.title":     {"Something went wrong here", "Hier ist etwas schiefgegangen"},
	"internal.text":      {"Nothing is known to be changed. Try again shortly.", "Soweit bekannt, wurde nichts geändert. Versuchen Sie es gleich noch einmal."},
	"unavailable.title":  {"Not available at the moment", "Zurzeit nicht erreichbar"},
	"unavailable.text":   {"Nothing was changed. Try again in a few seconds.", "Es wurde nichts geändert. Versuchen Sie es in einigen Sekunden wieder."},
	"foreign.title":      {"This form came from elsewhere", "Dieses Formular kam von anderswo"},
	"foreign.text":       {"It was not sent by a page of ours, or by one that was open too long. Nothing was changed. Go back, load the page again and repeat.", "Es wurde nicht von einer unserer Seiten gesendet oder von einer, die zu lange offen war. Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und wiederholen Sie die Eingabe."},
	"not-a-member.title": {"You do not belong to this workspace any more", "Sie gehören nicht mehr zu diesem Arbeitsbereich"},
	"not-a-member.text":  {"Ask an administrator of the workspace.", "Fragen Sie einen Administrator des Arbeitsbereichs."},
}

package device

// Kind is the sort of thing that sent a request.
type Kind string

// The kinds.
const (
	Desktop Kind = "desktop"
	Phone   Kind = "phone"
	Tablet  Kind = "tablet"
	Bot     Kind = "bot"  // says that it is a crawler or is driven by a program
	Tool    Kind = "tool" // a command-line program or an HTTP library
	Unknown Kind = "unknown"
)

// Device is what a User-Agent header claims. Every text is one of our own words or a short number, never the
// sender's: a thief could otherwise name a session "Your own laptop". What is not known is empty.
type Device struct {
	Browser        string // also the name of a bot or a tool
	BrowserVersion string // the major version
	OS             string
	OSVersion      string // empty as well where browsers are known to send the same one for ever
	Kind           Kind
}

// Title names the device for its owner: "Chrome 156 on Windows 10 or 11", "Safari on iPhone", "Unknown device".
func (d Device) Title() string {
	name, system := d.name(), d.system()
	switch {
	case d.Kind == Bot && name == "":
		return "Unknown bot"
	case name == "" && system == "":
		return "Unknown device"
	case name == "":
		return "Unknown browser on " + system
	case system == "":
		return name
	default:
		return name + " on " + system
	}
}

// name is the browser with its version, which Safari on iPhone and iPad shares with the system.
func (d Device) name() string {
	if d.Browser == "" || d.BrowserVersion == "" || d.Browser == "Safari" && (d.OS == "iOS" || d.OS == "iPadOS") {
		return d.Browser
	}
	return d.Browser + " " + d.BrowserVersion
}

// system is what people call the thing: on Apple's small devices the device, on Windows the version too.
func (d Device) system() string {
	switch {
	case d.OS == "iOS":
		return "iPhone"
	case d.OS == "iPadOS":
		return "iPad"
	case d.OS == "Windows" && d.OSVersion != "":
		return "Windows " + d.OSVersion
	default:
		return d.OS
	}
}

// THE SWITCH. While it is false, a test whose screen is not in the navigation yet waits for it, and is counted as waiting.
// Once it is true nothing waits: a screen that is missing, or whose words are others, fails its tests.
export const allScreensAreThere: boolean = process.env['SOJOURN_ALL_SCREENS'] === '1' || false;

// The browser is the machine's own: none is downloaded.

import { existsSync } from 'node:fs';

/** The file of the browser. CHROMIUM names another one. */
export function chromium(): string {
  const named = process.env['CHROMIUM'];
  const found = [named, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium',
    '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((file) => file && existsSync(file));
  if (!found) throw new Error('There is no Chromium here. Install it, or name its file in CHROMIUM.');
  return found;
}

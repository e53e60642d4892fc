// What every screen needs, together: one file packs better than many small ones. What begins a file of its own, such as
// a screen or a dialog that is loaded when it is needed, imports this, or the build cuts it in pieces (docs/web.md).

import 'lit';
import 'lit/directives/repeat.js';
import '../frame/frame.css';
import '../frame/frame.js';
import '../frame/router.js';
import '../i18n/load.js';
import '../i18n/times.js';
import '../net/live.js';
import '../portal/session.js';
import './button.js';
import './kit.css';
import './live.js';
import './load.js';
import './menu.js';
import './notices.js';
import './panels.js';
import './screen.js';
import './time.js';
import './tokens.css';

// What the portal begins with, together: my sessions are what most people come for, and see first.

import '../kit/core.js';
import './sessions.js';
import './texts.js';

// The screens of what has happened, and of the environment itself.

import './audit.js';
import './environment.js';
import './history.js';

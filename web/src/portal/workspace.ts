// The screens of whoever looks after a workspace. They are loaded together: who needs one needs the others too.

import './audit.js';
import './security.js';
import './user.js';
import './users.js';

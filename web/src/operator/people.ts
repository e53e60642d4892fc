// The screens of an environment's users and workspaces, which lead to each other.

import './user.js';
import './users.js';
import './workspace.js';
import './workspaces.js';

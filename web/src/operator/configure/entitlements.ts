// The screens of permissions and roles, which lead to each other.

import './matrix.js';
import './permission.js';
import './permissions.js';
import './role.js';
import './roles.js';

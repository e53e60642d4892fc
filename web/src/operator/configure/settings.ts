// The screens of an environment's settings, with what is made of them: the review before they are published.

import './builder.js';
import './policy.js';
import './review.js';

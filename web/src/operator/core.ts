// What most screens of operators need, together.

import '../kit/core.js';
import '../kit/controls.css';
import '../kit/dialog.css';
import '../kit/field.js';
import '../kit/fields.css';
import '../kit/picker.js';
import '../kit/table.css';
import '../kit/table.js';
import '../kit/tabs.js';
import '../settings/model.js';
import './draft.js';
import './places.js';
import './texts.js';

/**
 * @license
 * Copyright 2021 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */
export * from 'lit-html/directives/repeat.js';
//# sourceMappingURL=repeat.d.ts.map
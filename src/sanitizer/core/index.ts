/** Any delimited file in; a clean table, an honest report and a recipe out. Pure: runs in the sandbox and offline alike. */
export { SanitizeError, type SanitizeErrorCode } from './errors.js';
export { exportLossless, type LosslessResult } from './stage1/export-lossless.js';
export { sanitize, type Sanitized, type SanitizeMode } from './sanitize.js';
export { type SanitizeRequest } from './scan/options.js';
export { type ByteSource } from './source.js';
export { type SanitizeSinks } from './write/write-table.js';

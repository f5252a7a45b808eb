/** The quality report as a page; rendered outside of the sandbox, from JSON that was parsed against its schema. */
export { renderReport, REPORT_CSP } from './render-report.js';

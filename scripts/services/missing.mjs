/** A service that cannot be had here. The message says which, why, and the one command to type. */
export class MissingService extends Error {
  /** @param {string} service @param {string} why */
  constructor(service, why) {
    super(`${service}: ${why}`);
    this.name = 'MissingService';
    this.service = service;
    this.why = why;
  }
}

import { type Hyperparameters } from '../../contracts/job.js';
import { TensorFileError } from '../../contracts/safetensors.js';

/** The claimed hyper-parameters; a value of the wrong type is a malformed claim. */
export class Settings {
  constructor(private readonly values: Hyperparameters) {}

  number(name: string): number {
    const value = this.values[name];
    if (typeof value !== 'number') throw new TensorFileError(`hyper-parameter ${name} is not a number`);
    return value;
  }

  /** null where the setting is null or absent */
  optional(name: string): number | null {
    return this.values[name] === undefined || this.values[name] === null ? null : this.number(name);
  }

  flag(name: string): boolean {
    const value = this.values[name];
    if (typeof value !== 'boolean') throw new TensorFileError(`hyper-parameter ${name} is not a flag`);
    return value;
  }

  text(name: string): string {
    const value = this.values[name];
    if (typeof value !== 'string') throw new TensorFileError(`hyper-parameter ${name} is not a text`);
    return value;
  }
}

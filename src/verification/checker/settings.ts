import { type Hyperparameters } from '../../contracts/job.js';
import { TensorFileError } from '../../contracts/safetensors.js';

/** The claimed hyper-parameters; a value of the wrong type is a malformed claim. */
export class Settings {
  constructor(private readonly values: Hyperparameters) {}

  number(name: string): number {
    const value = this.values[name];
    return typeof value === 'number' ? value : this.refuse(name);
  }

  /** null where the setting is null or absent */
  optional(name: string): number | null {
    return this.values[name] === undefined || this.values[name] === null ? null : this.number(name);
  }

  flag(name: string): boolean {
    const value = this.values[name];
    return typeof value === 'boolean' ? value : this.refuse(name);
  }

  text(name: string): string {
    const value = this.values[name];
    return typeof value === 'string' ? value : this.refuse(name);
  }

  private refuse(name: string): never {
    throw new TensorFileError(`hyper-parameter ${name} has another type`);
  }
}

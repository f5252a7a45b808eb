import { DataError, type Parameters, type ParameterSchema } from '../contract.js';
import { validateParameters, withDefaults } from '../parameters.js';

/** Hyper-parameters by name: the given value, checked against the schema, or the schema's default. */
export class ParameterReader {
  private readonly values: ReadonlyMap<string, Parameters[string]>;

  /** Throws DataError `invalid_parameter` for a name that the schema does not have or a value outside of its range. */
  constructor(schema: ParameterSchema, given: Parameters) {
    const [error] = validateParameters(schema, given);
    if (error) throw new DataError('invalid_parameter', `${error.field} ${error.message}.`);
    this.values = new Map(Object.entries(withDefaults(schema, given)));
  }

  number(name: string): number {
    const value = this.values.get(name);
    if (typeof value !== 'number') throw new TypeError(`parameter ${name} is not a number`);
    return value;
  }

  optionalNumber(name: string): number | null {
    return this.values.get(name) === null ? null : this.number(name);
  }

  string(name: string): string {
    const value = this.values.get(name);
    if (typeof value !== 'string') throw new TypeError(`parameter ${name} is not a string`);
    return value;
  }

  boolean(name: string): boolean {
    const value = this.values.get(name);
    if (typeof value !== 'boolean') throw new TypeError(`parameter ${name} is not a boolean`);
    return value;
  }
}

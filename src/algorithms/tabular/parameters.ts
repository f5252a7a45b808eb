import { DataError, type ParameterProperty, type Parameters, type ParameterSchema } from '../contract.js';

type Value = number | string | boolean | null;

/** Reads hyper-parameters by name: the given value, checked against the schema, or the schema's default. */
export class ParameterReader {
  private readonly given: ReadonlyMap<string, Value>;
  private readonly schema: ReadonlyMap<string, ParameterProperty>;

  /** Throws DataError `invalid_parameter` for a name that the schema does not have or a value outside of its range. */
  constructor(schema: ParameterSchema, given: Parameters) {
    this.schema = new Map(Object.entries(schema.properties));
    this.given = new Map(Object.entries(given));
    for (const [name, value] of this.given) {
      const property = this.schema.get(name);
      if (!property) throw new DataError('invalid_parameter', `There is no parameter ${name}.`);
      if (!isValid(property, value)) throw new DataError('invalid_parameter', `${name} cannot be ${String(value)}.`);
    }
  }

  number(name: string): number {
    const value = this.value(name);
    if (typeof value !== 'number') throw new TypeError(`parameter ${name} is not a number`);
    return value;
  }

  optionalNumber(name: string): number | null {
    return this.value(name) === null ? null : this.number(name);
  }

  string(name: string): string {
    const value = this.value(name);
    if (typeof value !== 'string') throw new TypeError(`parameter ${name} is not a string`);
    return value;
  }

  boolean(name: string): boolean {
    const value = this.value(name);
    if (typeof value !== 'boolean') throw new TypeError(`parameter ${name} is not a boolean`);
    return value;
  }

  private value(name: string): Value {
    const given = this.given.get(name);
    if (given !== undefined) return given;
    const property = this.schema.get(name);
    if (!property) throw new TypeError(`the schema has no parameter ${name}`);
    return property.default;
  }
}

/** Every parameter of the schema: what was given, defaults for the rest. */
export function completeParameters(schema: ParameterSchema, given: Parameters): Parameters {
  const defaults = Object.entries(schema.properties).map(([name, property]) => [name, property.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

function isValid(property: ParameterProperty, value: Value): boolean {
  const types: readonly string[] = typeof property.type === 'string' ? [property.type] : property.type;
  if (value === null) return types.includes('null');
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || !(types.includes('number') || types.includes('integer'))) return false;
    if (types.includes('integer') && !Number.isInteger(value)) return false;
    return (
      value >= (property.minimum ?? -Infinity) &&
      value <= (property.maximum ?? Infinity) &&
      value > (property.exclusiveMinimum ?? -Infinity)
    );
  }
  if (!types.includes(typeof value)) return false;
  return typeof value === 'boolean' || !property.enum || property.enum.includes(value);
}

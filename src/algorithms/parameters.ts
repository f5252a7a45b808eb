import { type ParameterProperty, type Parameters, type ParameterSchema } from './contract.js';

export interface ParameterError {
  /** name of the hyper-parameter */
  readonly field: string;
  readonly message: string;
}

/** What is wrong with hyper-parameters that a client gave, in the order given; empty if nothing is. */
export function validateParameters(
  schema: ParameterSchema,
  given: Readonly<Record<string, unknown>>,
): ParameterError[] {
  const properties = new Map(Object.entries(schema.properties));
  return Object.entries(given).flatMap(([field, value]) => {
    const property = properties.get(field);
    const message = property
      ? complaint(property, value)
      : `is no hyper-parameter of this algorithm; it has ${[...properties.keys()].join(', ') || 'none'}`;
    return message === null ? [] : [{ field, message }];
  });
}

/** All parameters of the schema: what the client gave, else the default. */
export function withDefaults(schema: ParameterSchema, given: Parameters): Parameters {
  const set = new Map(Object.entries(given));
  const complete = Object.entries(schema.properties).map(([name, property]): [string, Parameters[string]] => {
    const value = set.get(name);
    return [name, value === undefined ? property.default : value];
  });
  return Object.fromEntries(complete);
}

function complaint(property: ParameterProperty, value: unknown): string | null {
  const types: readonly string[] = typeof property.type === 'string' ? [property.type] : property.type;
  if (value === null) return types.includes('null') ? null : `must be ${article(types)}`;
  if (!types.includes(typeof value) && !(types.includes('integer') && Number.isInteger(value)))
    return `must be ${article(types)}`;
  if (typeof value === 'string' && property.enum && !property.enum.includes(value))
    return `must be one of ${property.enum.join(', ')}`;
  return typeof value === 'number' ? outOfRange(property, value) : null;
}

function outOfRange({ minimum, maximum, exclusiveMinimum }: ParameterProperty, value: number): string | null {
  if (!Number.isFinite(value)) return 'must be finite';
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `must be greater than ${exclusiveMinimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  return null;
}

const article = (types: readonly string[]) =>
  types.map((type) => (type === 'null' ? type : `${type === 'integer' ? 'an' : 'a'} ${type}`)).join(' or ');

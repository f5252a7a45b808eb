import { getMetadataStorage, IS_OPTIONAL } from 'class-validator';

type Class = abstract new (...args: never[]) => unknown;

const known = new WeakMap<Class, ReadonlySet<string>>();

/** An optional field that is null is one that is left out: validators would let it through as a null that no type tells of. */
export function withoutOptionalNulls(body: unknown, metatype: Class | undefined): unknown {
  if (!metatype || typeof body !== 'object' || body === null || Object.getPrototypeOf(body) !== Object.prototype)
    return body;
  const optional = optionalsOf(metatype);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== null || !optional.has(name)));
}

function optionalsOf(metatype: Class): ReadonlySet<string> {
  const found = known.get(metatype);
  if (found) return found;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false);
  const names = new Set(metadata.filter(({ name }) => name === IS_OPTIONAL).map(({ propertyName }) => propertyName));
  known.set(metatype, names);
  return names;
}

import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The generator takes a property with an initial value for required; it is the one that may be left out. */
export function askForNoDefault(schema: Schemas[string]): void {
  if ('$ref' in schema || !schema.required) return;
  schema.required = schema.required.filter((name) => {
    const property = schema.properties?.[name];
    return !property || '$ref' in property || property.default === undefined;
  });
  if (schema.required.length === 0) delete schema.required;
}

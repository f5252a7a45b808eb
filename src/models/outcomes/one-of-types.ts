import { ValidateBy } from 'class-validator';

type Scalar = 'string' | 'number' | 'boolean';

/** A property that is one of several JSON scalars; numbers are finite. */
export const IsOneOfTypes = (types: readonly Scalar[]): PropertyDecorator =>
  ValidateBy({
    name: 'isOneOfTypes',
    validator: {
      validate: (value) =>
        types.some((type) => typeof value === type) && (typeof value !== 'number' || Number.isFinite(value)),
      defaultMessage: () => `$property must be a ${types.join(' or a ')}`,
    },
  });

/**
 * A DTO that is asked for thousands of times a second may read its usual form itself. `quick` answers an instance only where
 * the validators would accept the value and make the same instance of it; null leaves it to them.
 */
export interface QuickDto<T> {
  new (): T;
  quick(value: unknown): T | null;
}

export const isQuick = (metatype: unknown): metatype is QuickDto<object> =>
  typeof metatype === 'function' && 'quick' in metatype && typeof metatype.quick === 'function';

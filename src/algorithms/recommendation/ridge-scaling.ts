export type Scaling = 'none' | 'sqrt' | 'linear';

/** s(n) of a vector with n observations behind it; one without any counts as one, so that its matrix stays regular. */
export function ridgeScale(scaling: Scaling, observations: number): number {
  const n = Math.max(1, observations);
  return scaling === 'linear' ? n : scaling === 'sqrt' ? Math.sqrt(n) : 1;
}

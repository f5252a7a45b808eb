import { z } from 'zod';

/** What a scoring says of itself; the answer to every row is the artifact `scores`. */
export const ScoreResult = z.strictObject({
  rows: z.number().int().nonnegative(),
  /** rows that could not be scored; each says why in its column `error` */
  errors: z.number().int().nonnegative(),
  /** rows with a category that training had not seen; each names its columns in `unknown_categories` */
  unknown_categories: z.number().int().nonnegative(),
});
export type ScoreResult = z.infer<typeof ScoreResult>;

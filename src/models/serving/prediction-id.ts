import { z } from 'zod';
import { randomText } from '../../common/ids.js';

/**
 * `pred_` and the base64url of JSON `[model id, nonce, what was predicted]`. It carries all that an outcome is compared with, so
 * that nothing is stored for predictions that nobody comes back to; who forges one falsifies their own figures only.
 */
const PREFIX = 'pred_';
const NONCE_BYTES = 9;
const Content = z.tuple([z.string().max(64), z.string().max(64), z.union([z.string(), z.number(), z.null()])]);

export interface PredictionReference {
  readonly modelId: string;
  /** a class, a number; null where the family predicts neither */
  readonly predicted: string | number | null;
}

/** Ids for the answers of one request, told apart by their order. */
export function predictionIds(modelId: string): (predicted: string | number | null) => string {
  const nonce = randomText(NONCE_BYTES);
  let count = 0;
  return (predicted) =>
    PREFIX + Buffer.from(JSON.stringify([modelId, `${nonce}.${count++}`, predicted])).toString('base64url');
}

/** Null for what is no such id. */
export function readPredictionId(text: string): PredictionReference | null {
  if (!text.startsWith(PREFIX)) return null;
  try {
    const json: unknown = JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64url').toString('utf8'));
    const [modelId, , predicted] = Content.parse(json);
    return { modelId, predicted };
  } catch {
    return null;
  }
}

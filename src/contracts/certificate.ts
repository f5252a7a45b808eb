import { z } from 'zod';
import { Check, CheckResult } from './check.js';
import { Hyperparameters, TrainJob } from './job.js';
import { ColumnMapping, ModelType } from './model-types.js';
import { Metric, TrainResult } from './train-result.js';

/**
 * What is signed about a model: an in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md)
 * in a DSSE envelope (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md). Claim: this model is the output, within
 * the stated tolerances, of the named algorithm on the named data. It says neither that the data is right nor that the
 * model will do well tomorrow.
 */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const PREDICATE_TYPE = 'urn:algoapi-secure:model-verification:v1';
/** A certificate is a page or two of JSON; what is larger was not made by a worker. */
export const MAX_CERTIFICATE_BYTES = 1 << 20;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const Predicate = z.strictObject({
  datasets: z.strictObject({
    /** the upload, byte for byte */
    raw_sha256: Sha256,
    /** the typed table that the sanitizer made of it (contracts/table.ts) */
    sanitized_sha256: Sha256,
    /** the canonical JSON of `recipe.json` in the model file */
    recipe_sha256: Sha256,
  }),
  code: z.strictObject({
    version: z.string().max(64),
    /** of package-lock.json: every dependency at its exact version */
    lock_sha256: Sha256,
  }),
  /** the checker's bundle as it ran in the sandbox */
  checker: z.strictObject({ version: z.string().max(64), sha256: Sha256 }),
  algorithm: z.strictObject({
    model_type: ModelType,
    name: z.string().max(64),
    /** what the algorithm minimizes, or the rule that it follows */
    objective: z.string().max(500),
    hyperparameters: Hyperparameters,
  }),
  /** what the client asked for: enough to sanitize and to train again */
  request: TrainJob.omit({ command: true, resources: true }),
  seed: z.strictObject({
    value: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    source: z.enum(['client', 'derived']),
  }),
  roles: ColumnMapping,
  rows: TrainResult.shape.rows,
  environment: z.strictObject({
    node: z.string().max(64),
    platform: z.string().max(64),
    arch: z.string().max(64),
    /** the backend of isolation.md's table that trainer and checker ran in */
    isolation: z.string().max(64),
  }),
  split: TrainResult.shape.split,
  metrics: z.array(Metric).max(32),
  checks: z.array(Check).min(1).max(200),
  /** files that the checks looked at beside the model: `evaluation`, the model fitted to the training rows only */
  witnesses: z.array(z.strictObject({ name: z.string().max(64), sha256: Sha256 })).max(8),
  verdict: CheckResult.shape.verdict,
  limits: z.array(z.string().max(500)).max(32),
  /** RFC 3339, UTC */
  issued_at: z.iso.datetime(),
});
export type Predicate = z.infer<typeof Predicate>;

export const Statement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([z.strictObject({ name: z.literal('model'), digest: z.strictObject({ sha256: Sha256 }) })]),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: Predicate,
});
export type Statement = z.infer<typeof Statement>;

export const Envelope = z.strictObject({
  /** standard base64 with padding, of the Statement's canonical JSON */
  payload: z.string(),
  payloadType: z.literal(PAYLOAD_TYPE),
  /** `keyid` is a hint and not signed: only a pinned key counts */
  signatures: z.tuple([z.strictObject({ keyid: Sha256, sig: z.string() })]),
});
export type Envelope = z.infer<typeof Envelope>;

export const statement = (modelSha256: string, predicate: Predicate): Statement => ({
  _type: STATEMENT_TYPE,
  subject: [{ name: 'model', digest: { sha256: modelSha256 } }],
  predicateType: PREDICATE_TYPE,
  predicate,
});

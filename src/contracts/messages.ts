import { z } from 'zod';

/**
 * Messages of the sandbox protocol. The program pulls: it asks for an input by name and gets the header, then exactly
 * `length` bytes in chunks; asking again rewinds. It pushes artifacts the same way, with the digest at the end, since
 * what is streamed out is not known before. `artifact` opens an artifact or, if it is open, turns back to it: chunks belong
 * to the one named last, so that several grow side by side (the clean file and its change log); events may come between.
 * It ends with exactly one `result` or `failure`.
 */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Name = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);

/** A stage that a person can follow in the task's log. */
export const STAGES = ['sanitizing', 'training', 'verifying', 'scoring'] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

/** Artifacts that a program may write; nothing else is accepted, and a name is never used as a path. */
export const ARTIFACTS = [
  'report',
  'clean',
  'changes',
  'quarantine',
  'table',
  'model',
  'evaluation',
  'scores',
  'witness',
] as const;
export const ArtifactName = z.enum(ARTIFACTS);
export type ArtifactName = z.infer<typeof ArtifactName>;

/** worker → program */
export const WorkerMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('job'), job: z.unknown() }),
  z.strictObject({
    type: z.literal('input'),
    name: Name,
    length: z.number().int().nonnegative(),
    sha256: Sha256,
  }),
]);
export type WorkerMessage = z.infer<typeof WorkerMessage>;

/** program → worker */
export const ProgramMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), name: Name }),
  z.strictObject({
    type: z.literal('event'),
    stage: Stage,
    /** share of the whole job that is done, 0..1 */
    progress: z.number().min(0).max(1),
    message: z.string().max(500),
    /** figures of this moment, as loss or a held-out metric */
    figures: z
      .array(z.strictObject({ name: z.string().max(64), value: z.number() }))
      .max(32)
      .default([]),
  }),
  z.strictObject({ type: z.literal('artifact'), name: ArtifactName }),
  z.strictObject({
    type: z.literal('artifact_end'),
    name: ArtifactName,
    length: z.number().int().nonnegative(),
    sha256: Sha256,
  }),
  z.strictObject({ type: z.literal('result'), result: z.unknown() }),
  z.strictObject({
    type: z.literal('failure'),
    code: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    message: z.string().max(2000),
    hint: z.string().max(2000).optional(),
  }),
]);
export type ProgramMessage = z.infer<typeof ProgramMessage>;
export type ProgramEvent = Extract<ProgramMessage, { type: 'event' }>;

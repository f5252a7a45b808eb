import { FRAME_CHUNK, type Frame, FrameDecoder, FrameError } from '../contracts/frames.js';
import { type ProgramEvent, ProgramMessage } from '../contracts/messages.js';
import { type ArtifactReceiver } from './artifact-receiver.js';
import { type InputFeeder } from './input-feeder.js';
import { type EventMeter } from './run-limits.js';
import { SandboxError } from './sandbox-error.js';

export interface SessionParts {
  readonly inputs: InputFeeder;
  readonly artifacts: ArtifactReceiver;
  readonly events: EventMeter;
  readonly onEvent: (event: ProgramEvent) => void | Promise<void>;
}

/** What a program ended with. `ended`: its stream closed with neither result nor failure; how it died is the backend's to say. */
export type Conclusion = { readonly kind: 'result'; readonly value: unknown } | { readonly kind: 'ended' };

/**
 * The worker's side of the conversation, see contracts/messages.ts. Everything that arrives is hostile until parsed.
 * `onResult` is called when the result is there; the conversation is over when the stream ends.
 * Throws SandboxError for the program's failure and for each breach of the protocol.
 */
export async function converse(
  stdout: AsyncIterable<Uint8Array>,
  parts: SessionParts,
  onResult: () => void,
): Promise<Conclusion> {
  const decoder = new FrameDecoder();
  let conclusion: Conclusion = { kind: 'ended' };
  for await (const bytes of stdout) {
    for (const frame of framesIn(decoder, bytes)) {
      if (conclusion.kind === 'result') throw violation('the program went on after its result');
      if (frame.type === FRAME_CHUNK) await parts.artifacts.chunk(frame.payload);
      else conclusion = await handle(parse(frame.payload), parts);
      if (conclusion.kind === 'result') onResult();
    }
  }
  return conclusion;
}

async function handle(message: ProgramMessage, parts: SessionParts): Promise<Conclusion> {
  const { artifacts, inputs, events } = parts;
  switch (message.type) {
    case 'open':
      inputs.open(message.name);
      break;
    case 'event':
      events.count();
      await parts.onEvent(message);
      break;
    case 'artifact':
      await artifacts.begin(message.name);
      break;
    case 'artifact_end':
      await artifacts.end(message);
      break;
    case 'result':
      if (!artifacts.idle) throw violation('the result came inside an artifact');
      return { kind: 'result', value: message.result };
    case 'failure': {
      const { code, message: text, hint } = message;
      throw new SandboxError('program_failure', text, { failure: { code, message: text, hint } });
    }
  }
  return { kind: 'ended' };
}

function parse(payload: Uint8Array): ProgramMessage {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    throw violation('the program sent a message that is not JSON', error);
  }
  const parsed = ProgramMessage.safeParse(json);
  if (!parsed.success) throw violation('the program sent a message of no known form', parsed.error);
  return parsed.data;
}

function* framesIn(decoder: FrameDecoder, bytes: Uint8Array): Generator<Frame> {
  try {
    yield* decoder.push(bytes);
  } catch (error) {
    throw error instanceof FrameError ? violation(error.message, error) : error;
  }
}

function violation(message: string, cause?: unknown): SandboxError {
  return new SandboxError('protocol_violation', message, { cause });
}

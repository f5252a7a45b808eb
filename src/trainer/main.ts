/**
 * The program inside the sandbox: reads a job and the client's bytes from stdin, writes artifacts and one result to stdout
 * (contracts/messages.ts). Exit code 0 means that result or failure was sent; a fault of ours ends on stderr with code 1.
 */
import { TrainerJob } from '../contracts/job.js';
import { Program } from '../contracts/program.js';
import { failureOf } from './failure.js';
import { nodePort } from './node-port.js';
import { sanitizeData, summaryOf } from './sanitize-data.js';
import { score } from './score.js';
import { train } from './train.js';

async function run(program: Program): Promise<unknown> {
  const job = await program.readJob(TrainerJob);
  switch (job.command) {
    case 'sanitize':
      return summaryOf(await sanitizeData(program, job, { from: 0, to: 1 }));
    case 'train':
      return train(program, job);
    case 'score':
      return score(program, job);
  }
}

const program = new Program(nodePort());
try {
  await program.result(await run(program));
} catch (error) {
  const failure = failureOf(error);
  if (!failure) throw error;
  await program.fail(failure.code, failure.message, failure.hint);
}
// The worker keeps stdin open for rewinds.
process.stdin.destroy();

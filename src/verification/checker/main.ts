import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { hrtime, stdin, stdout } from 'node:process';
import { CheckJob } from '../../contracts/check.js';
import { modelFromTensors } from '../../contracts/model-file.js';
import { Program, ProgramError } from '../../contracts/program.js';
import { readTensorFile, TensorFileError } from '../../contracts/safetensors.js';
import { tableFromTensors } from '../../contracts/table.js';
import { check } from './check.js';

/** The program of the checker's sandbox: a job and three files in, one CheckResult out. */
const program = new Program({
  input: stdin,
  write: async (bytes) => {
    if (!stdout.write(bytes)) await once(stdout, 'drain');
  },
  sha256: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  now: () => Number(hrtime.bigint() / 1_000_000n),
});

try {
  const { claim, request } = await program.readJob(CheckJob);
  const table = tableFromTensors(readTensorFile(await program.readInput('table')));
  const evaluation = modelFromTensors(readTensorFile(await program.readInput('evaluation')));
  const model = modelFromTensors(readTensorFile(await program.readInput('model')));
  const report = (done: number, message: string) => program.event({ stage: 'verifying', progress: done, message });
  await program.result(check({ claim, request, table, evaluation, model }, report));
} catch (error) {
  if (error instanceof TensorFileError) await program.fail('malformed_file', error.message);
  else if (error instanceof ProgramError) await program.fail(error.code, error.message);
  else throw error;
}
// The worker keeps the pipe open while it reads; nothing more is expected of it.
stdin.destroy();

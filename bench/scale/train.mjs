/** One run of a program of the sandbox as a plain child process, with what it took. */
import { spawn } from 'node:child_process';
import { createReadStream, closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * `inputs`: name → { path, length, sha256 }. Artifacts are counted, and those named in `keep` (name → path) are written.
 * Resolves with the result or failure, seconds of wall and processor, peak resident bytes, and when each stage began.
 */
export async function runProgram({ bundle, protocol, job, inputs, heapMb, keep = new Map() }) {
  const { encodeFrame, encodeMessage, FRAME_CHUNK, FrameDecoder } = protocol;
  const started = performance.now();
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, bundle], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {},
  });
  child.stdin.on('error', () => undefined);
  let stderr = '';
  child.stderr.on('data', (bytes) => (stderr = (stderr + bytes).slice(-4000)));
  const usage = { peakBytes: 0, cpuSeconds: 0 };
  const timer = setInterval(() => Object.assign(usage, usageOf(child.pid, usage)), 50);
  const exited = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  child.stdin.write(encodeMessage({ type: 'job', job }));

  const decoder = new FrameDecoder();
  const [artifacts, files, stages] = [new Map(), new Map(), []];
  let [current, ended] = [null, null];
  for await (const bytes of child.stdout)
    for (const { type, payload } of decoder.push(bytes)) {
      if (type === FRAME_CHUNK) {
        artifacts.set(current, (artifacts.get(current) ?? 0) + payload.length);
        if (files.has(current)) writeSync(files.get(current), payload);
        continue;
      }
      const message = JSON.parse(Buffer.from(payload).toString());
      if (message.type === 'open') feed(message.name);
      else if (message.type === 'artifact') {
        current = message.name;
        if (keep.has(current) && !files.has(current)) files.set(current, openSync(keep.get(current), 'w'));
      } else if (message.type === 'event') {
        const stage = `${message.stage}: ${message.message}`;
        Object.assign(usage, usageOf(child.pid, usage));
        stages.push({ seconds: (performance.now() - started) / 1000, stage, peakBytes: usage.peakBytes });
      } else if (message.type === 'result' || message.type === 'failure') {
        ended = message;
        Object.assign(usage, usageOf(child.pid, usage));
        child.stdin.end();
      }
    }
  const exit = await exited;
  clearInterval(timer);
  for (const file of files.values()) closeSync(file);
  return { ended, exit, stderr, artifacts, stages, wallSeconds: (performance.now() - started) / 1000, ...usage };

  /** Waits where the child reads slower; an input that is opened again starts from its first byte. */
  async function feed(name) {
    const { path, length, sha256 } = inputs.get(name);
    child.stdin.write(encodeMessage({ type: 'input', name, length, sha256 }));
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (!child.stdin.write(encodeFrame(FRAME_CHUNK, chunk)))
        await Promise.race([new Promise((resolve) => child.stdin.once('drain', resolve)), exited]);
    }
  }
}

/** The kernel's own high-water mark; of a process that is gone, what was known last. */
function usageOf(pid, last) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const peakBytes = 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? last.peakBytes / 1024);
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
    // utime and stime in clock ticks, a hundred a second on Linux
    return { peakBytes, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return last;
  }
}

/**
 * Why the run ends and with which exit code: the first signal (0), or the first end of something that must run on.
 * A second signal means: wait for nothing.
 */
export function openEnding() {
  let end;
  let resolve;
  let hurry = () => undefined;
  const reached = new Promise((settle) => (resolve = settle));
  const reach = (code, why) => {
    end ??= { code, why };
    resolve(end);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (end !== undefined) hurry();
      reach(0, signal);
    });
  }
  // Whoever read our output may go away (`npm start | head`): that must not end us without stopping the services.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { reached, reach, now: () => end !== undefined, onSecondSignal: (act) => (hurry = act) };
}

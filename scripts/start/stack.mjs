/**
 * What was started, to be stopped in the opposite order: what uses a service ends before it.
 *
 * @param {(line: string) => void} say
 */
export function openStack(say) {
  /** @type {{ name: string, stop: () => Promise<void> }[]} */
  const started = [];
  return {
    /** @param {string} name @param {() => Promise<void>} stop */
    push: (name, stop) => started.push({ name, stop }),
    /** One that fails to stop must not keep the rest running. */
    async stopAll() {
      for (let next = started.pop(); next !== undefined; next = started.pop()) {
        await next.stop().catch((error) => say(`${next.name} did not stop: ${error.message}`));
      }
    },
  };
}

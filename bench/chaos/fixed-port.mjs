import net from 'node:net';

/** A loopback port that stays, in front of a service whose own port changes with every start. */
export class FixedPort {
  #target;
  #sockets = new Set();

  static async open() {
    const door = new FixedPort();
    await new Promise((ready) => door.server.listen(0, '127.0.0.1', ready));
    return door;
  }

  constructor() {
    this.server = net.createServer((client) => {
      if (this.#target === undefined) return void client.destroy();
      const service = net.connect(this.#target, '127.0.0.1');
      for (const [one, other] of [
        [client, service],
        [service, client],
      ]) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.once('close', () => this.#sockets.delete(one) && other.destroy());
        one.pipe(other);
      }
    });
  }

  leadTo(port) {
    this.#target = port;
  }

  /** The service is gone: whoever knocks is refused. */
  close() {
    this.#target = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  shut() {
    this.close();
    this.server.close();
  }

  /** The service's URL, through this port. */
  rewrite(url) {
    const through = new URL(url);
    through.port = String(this.server.address().port);
    return through.href;
  }
}

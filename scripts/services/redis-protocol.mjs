import net from 'node:net';

/**
 * One AUTH and one PING over RESP, without a client that retries: what is asked is whether it answers now.
 *
 * @param {number} port on 127.0.0.1
 * @param {string} password
 * @returns {Promise<boolean>} false also while it still loads its data
 */
export function redisAnswers(port, password) {
  return new Promise((resolve) => {
    let reply = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    const finish = (answers) => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('data', (chunk) => {
      reply += chunk.toString('latin1');
      if (reply.split('\r\n').length > 2) finish(reply.startsWith('+OK\r\n+PONG'));
    });
  });
}

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/services/ports.mjs';

/** nginx before the web processes; a request that one cannot take goes to the other. */
export class Balancer {
  static async start(place, ports) {
    const port = await freePort();
    const folder = path.join(place, 'nginx');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'nginx.conf');
    writeFileSync(file, configuration(folder, port, ports));
    const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'inherit', 'inherit'] });
    for (
      let tries = 0;
      !(await fetch(`http://127.0.0.1:${port}/health/live`).then(
        (r) => r.ok,
        () => false,
      ));
      tries++
    ) {
      if (child.exitCode !== null || tries > 100) throw new Error('nginx did not start');
      await delay(100);
    }
    return new Balancer(child, `http://127.0.0.1:${port}`);
  }

  constructor(child, url) {
    this.child = child;
    this.url = url;
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGQUIT');
    await once(this.child, 'exit');
  }
}

/** Bodies are passed on as they come; a POST is sent again only where nothing of it can have been done. */
const configuration = (folder, port, ports) => `
daemon off;
pid ${folder}/pid;
error_log stderr crit;
worker_processes 1;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream web {
${ports.map((p) => `    server 127.0.0.1:${p} max_fails=0;`).join('\n')}
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 512m;
    location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_next_upstream error timeout http_503;
      proxy_connect_timeout 2s;
    }
  }
}
`;

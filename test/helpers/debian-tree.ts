import type { ContentRow, FileRow } from '../../src/model/content.ts'
import { file, folder, link } from './contents.ts'

const program = { m: 0o755 }

/** What a small image of Debian with nginx and sshd contains, as a bake writes it. */
export const debian: readonly ContentRow[] = [
  { k: 'p', mgr: 'deb', n: 'bash', v: '5.2.15-2' },
  { k: 'p', mgr: 'deb', n: 'coreutils', v: '9.1-1' },
  { k: 'p', mgr: 'deb', n: 'curl', v: '7.88.1-10' },
  { k: 'p', mgr: 'deb', n: 'findutils', v: '4.9.0-4' },
  { k: 'p', mgr: 'deb', n: 'nginx', v: '1.22.1-9' },
  { k: 'u', n: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', pw: 'locked' },
  { k: 'u', n: 'www-data', uid: 33, gid: 33, home: '/var/www', shell: '/usr/sbin/nologin', pw: 'locked' },
  { k: 'g', n: 'root', gid: 0 },
  { k: 'g', n: 'sudo', gid: 27 },
  { k: 'g', n: 'www-data', gid: 33 },
  { k: 's', n: 'nginx.service', state: 'enabled', file: '/usr/lib/systemd/system/nginx.service', x: 'aaa' },
  { k: 'c', n: '/etc/cron.d/logs', jobs: [{ user: 'root', when: '0 * * * *', x: 'bbb' }] },
  { k: 'n', proto: 'tcp', addr: '*', port: 80, src: 'exposed' },
  { k: 'y', n: 'net.ipv4.ip_forward', v: '0', src: '/etc/sysctl.d/60-app.conf' },
  { k: 'r', n: 'user', v: 'www-data' },
  ...files(),
]

function files(): FileRow[] {
  return [
    ...['/', '/data', '/dev', '/etc', '/etc/cron.d', '/etc/nginx', '/etc/ssh', '/etc/sudoers.d', '/etc/sysctl.d', '/home'].map((p) =>
      folder(p),
    ),
    ...['/root', '/run', '/usr', '/usr/bin', '/usr/lib', '/usr/lib/python3', '/usr/local/bin', '/usr/share/doc'].map((p) => folder(p)),
    ...['/usr/share/doc/bash', '/usr/share/doc/curl', '/usr/share/doc/dash', '/var/cache', '/var/lib', '/var/log'].map((p) => folder(p)),
    ...['/var/lib/dpkg', '/var/lib/nginx', '/var/log/nginx', '/var/spool', '/var/spool/cron', '/var/spool/cron/crontabs'].map((p) =>
      folder(p),
    ),
    folder('/tmp', { m: 0o1777 }),
    file('/etc/bash.bashrc'),
    file('/etc/cron.d/logs'),
    file('/etc/group'),
    file('/etc/gshadow', 'x', { m: 0o640, g: 42 }),
    file('/etc/hostname', 'built\n'),
    file('/etc/ld.so.cache'),
    file('/etc/machine-id', 'baked\n', { m: 0o444 }),
    file('/etc/nginx/nginx.conf', 'worker_processes 1;\npassword hunter2;\n', {
      o: 'deb/nginx',
      cf: true,
      tx: 'worker_processes 1;\npassword hunter2;\n',
    }),
    file('/etc/passwd'),
    file('/etc/profile'),
    file('/etc/resolv.conf', ''),
    file('/etc/shadow', 'x', { m: 0o640, g: 42 }),
    file('/etc/ssh/ssh_host_ed25519_key', 'a key', { m: 0o600 }),
    file('/etc/ssh/sshd_config'),
    file('/etc/subgid', ''),
    file('/etc/sysctl.d/60-app.conf'),
    file('/usr/bin/curl', 'curl', { ...program, o: 'deb/curl' }),
    file('/usr/bin/env', 'env', { ...program, o: 'deb/coreutils' }),
    file('/usr/bin/find', 'find', { ...program, o: 'deb/findutils' }),
    file('/usr/bin/id', 'id', { ...program, o: 'deb/coreutils' }),
    file('/usr/bin/ping', 'ping', { ...program, x: { cap: 'cap_net_raw=ep' } }),
    file('/usr/bin/python3.11', 'python', program),
    link('/usr/bin/python3', 'python3.11'),
    file('/usr/bin/su', 'su', { m: 0o4755 }),
    file('/usr/lib/libssl.so.3', 'ssl'),
    file('/usr/lib/python3/app.py', 'print()'),
    file('/usr/lib/python3/__pycache__/app.cpython-311.pyc', 'compiled'),
    folder('/usr/lib/python3/__pycache__'),
    file('/usr/lib/systemd/system/nginx.service', 'unit', { o: 'deb/nginx' }),
    file('/usr/sbin/nginx', 'nginx', { ...program, o: 'deb/nginx' }),
    file('/usr/share/doc/bash/copyright'),
    file('/usr/share/doc/bash/README'),
    file('/usr/share/doc/curl/copyright', 'c', { o: 'deb/curl' }),
    file('/usr/share/doc/dash/copyright'),
    file('/var/lib/dpkg/status'),
    file('/var/lib/nginx/state', 'baked'),
    file('/var/log/dpkg.log', 'a long log'),
    file('/var/log/nginx/access.log', ''),
  ]
}

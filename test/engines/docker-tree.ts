import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Files that the mutations are made on: a small Debian, its programs those of busybox. */
const files: Readonly<Record<string, string>> = {
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\napp:x:100:100::/srv:/bin/false\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\napp:!:19000:0:99999:7:::\n',
  'etc/group': 'root:x:0:\napp:x:100:\n',
  'etc/nginx/nginx.conf': 'worker_processes 1;\n',
  'etc/sysctl.d/60-app.conf': 'vm.swappiness=5\n',
  'etc/ssh/sshd_config': 'PermitRootLogin no\n',
  'etc/bash.bashrc': 'PS1=x\n',
  'etc/profile': 'PATH=/bin\n',
  'etc/sudoers.d/README': 'nothing\n',
  'etc/cron.d/.placeholder': '\n',
  'root/.profile': '\n',
  'usr/share/doc/curl/copyright': 'c\n',
  'usr/share/doc/bash/copyright': 'c\n',
  'usr/share/doc/dash/copyright': 'c\n',
  'var/lib/dpkg/status': ['curl', 'coreutils', 'python3.11-minimal']
    .map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n`)
    .join('\n'),
  'var/lib/dpkg/info/curl.list': '/usr/bin/curl\n',
  'var/lib/dpkg/info/coreutils.list': '/usr/bin/id\n/usr/bin/env\n',
  'var/lib/dpkg/info/python3.11-minimal.list': '/usr/bin/python3.11\n',
}
const programs = ['find', 'curl', 'id', 'env', 'python3.11']
const applets = ['sh', 'sleep', 'cat', 'cp', 'touch', 'chmod', 'chown', 'mkdir', 'mv', 'rm', 'ln', 'dd', 'printf', 'nc', 'kill', 'echo']

/** Writes the tree of an image into a folder. */
export function writeTree(root: string, busybox: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true })
    writeFileSync(`${root}/${path}`, text)
  }
  for (const folder of ['bin', 'usr/bin', 'usr/local/bin', 'tmp', 'run', 'dev', 'proc', 'sys', 'var/log', 'srv'])
    mkdirSync(`${root}/${folder}`, { recursive: true })
  chmodSync(`${root}/tmp`, 0o1777)
  copyFileSync(busybox, `${root}/bin/busybox`)
  for (const name of applets) symlinkSync('busybox', `${root}/bin/${name}`)
  for (const name of programs) {
    writeFileSync(`${root}/usr/bin/${name}`, `#!/bin/sh\necho ${name}\n`)
    chmodSync(`${root}/usr/bin/${name}`, 0o755)
  }
}

/**
 * The mutations of the recording, by their names there: what is done in the container, and what a scan says of it (with the letter
 * e: only when the engine exports it; p: only through its processes). Empty: it happens in each container's life.
 */
export const mutations: Readonly<Record<string, { does: string; tells: readonly string[] }>> = {
  'edit packaged conffile /etc/nginx/nginx.conf': {
    does: 'echo "daemon off;" >> /etc/nginx/nginx.conf',
    tells: ['changed /files/~1etc~1nginx~1nginx.conf'],
  },
  'new binary /usr/local/bin/evil': {
    does: 'printf "#!/bin/sh\\n" > /usr/local/bin/evil; chmod 755 /usr/local/bin/evil',
    tells: ['added /files/~1usr~1local~1bin~1evil'],
  },
  'setuid bit on /usr/bin/find': { does: 'chmod u+s /usr/bin/find', tells: ['changed /files/~1usr~1bin~1find/mode'] },
  'useradd mallory (passwd, shadow, group, subuid)': {
    does: `echo mallory:x:1000:1000::/home/mallory:/bin/sh >> /etc/passwd; echo "mallory:!:19000:0:99999:7:::" >> /etc/shadow
echo mallory:x:1000: >> /etc/group; mkdir -p /home/mallory`,
    tells: ['added /users/mallory'],
  },
  'new /etc/sudoers.d/99-m': {
    does: 'echo "m ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/99-m',
    tells: ['added /files/~1etc~1sudoers.d~199-m'],
  },
  'delete unpackaged /etc/sysctl.d/60-app.conf': { does: 'rm /etc/sysctl.d/60-app.conf', tells: ['removed /sysctl/vm.swappiness'] },
  'chmod 0666 /etc/ssh/sshd_config': {
    does: 'chmod 0666 /etc/ssh/sshd_config',
    tells: ['changed /files/~1etc~1ssh~1sshd_config/mode'],
  },
  'chown 1337 /usr/bin/curl': { does: 'chown 1337 /usr/bin/curl', tells: ['changed /files/~1usr~1bin~1curl/owner'] },
  'touch (mtime only) /etc/bash.bashrc': { does: 'touch /etc/bash.bashrc', tells: ['changed /files/~1etc~1bash.bashrc'] },
  'edit, revert, restore mtime of /etc/profile (no net change)': {
    does: 'cp -p /etc/profile /tmp/p; echo x >> /etc/profile; cat /tmp/p > /etc/profile; touch -r /tmp/p /etc/profile; rm /tmp/p',
    tells: ['p changed /files/~1etc~1profile'],
  },
  // Made from outside: busybox has no setcap.
  'setcap cap_net_admin on python3.11': { does: '', tells: ['changed /files/~1usr~1bin~1python3.11/capabilities'] },
  'add /root/.ssh/authorized_keys': {
    does: 'mkdir -p /root/.ssh; echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJr0cV0O0gq5w6yWFhS4bFhKfGpY2o1LqQyTZ8nGmXkT m" > /root/.ssh/authorized_keys',
    tells: ['added /keys/root/SHA256:3YhQYD~1ci4s1LAEEUAx+xVgOr80bxcjJOoWnj3dv4S4'],
  },
  'add /etc/cron.d/evil': { does: 'echo "* * * * * root id" > /etc/cron.d/evil', tells: ['added /cron/~1etc~1cron.d~1evil'] },
  'rename directory /usr/share/doc/curl': {
    does: 'mv /usr/share/doc/curl /usr/share/doc/curl2',
    tells: ['removed /files/~1usr~1share~1doc~1curl', 'added /files/~1usr~1share~1doc~1curl2'],
  },
  'replace directory /usr/share/doc/bash by a file': {
    does: 'rm -r /usr/share/doc/bash; echo f > /usr/share/doc/bash',
    tells: ['changed /files/~1usr~1share~1doc~1bash'],
  },
  'add symlinks': {
    does: 'ln -s bash /usr/bin/sh.alt; ln -s /usr/share/zoneinfo/UTC /etc/localtime.new',
    tells: ['added /files/~1usr~1bin~1sh.alt', 'added /files/~1etc~1localtime.new'],
  },
  'recreate directory /usr/share/doc/dash (opaque upper dir)': {
    does: 'rm -r /usr/share/doc/dash; mkdir /usr/share/doc/dash; echo n > /usr/share/doc/dash/new',
    tells: ['removed /files/~1usr~1share~1doc~1dash~1copyright', 'added /files/~1usr~1share~1doc~1dash~1new'],
  },
  'write to a named volume': { does: 'echo v > /data/written', tells: [] },
  'write to tmpfs mount and /dev/shm': { does: 'echo s > /scratch/s; echo s > /dev/shm/s', tells: [] },
  'write /run/r': { does: 'echo r > /run/r', tells: [] },
  'write /tmp/t': { does: 'echo t > /tmp/t', tells: [] },
  'append to engine-mounted /etc/resolv.conf': { does: 'echo "nameserver 192.0.2.66" >> /etc/resolv.conf', tells: [] },
  'add hard link to a packaged binary': {
    does: 'ln /usr/bin/env /usr/local/bin/env-hard',
    tells: ['p changed /files/~1usr~1bin~1env', 'added /files/~1usr~1local~1bin~1env-hard'],
  },
  '1-byte patch of /usr/bin/id, size and mtime preserved': {
    does: 'cp -p /usr/bin/id /tmp/id; printf X | dd of=/usr/bin/id bs=1 seek=12 conv=notrunc; touch -r /tmp/id /usr/bin/id; rm /tmp/id',
    tells: ['changed /files/~1usr~1bin~1id'],
  },
}

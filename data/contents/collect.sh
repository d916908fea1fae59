#!/bin/sh
# Collects what a machine contains, for `driftgate bake collected:FILE` and `driftgate scan --live collected:FILE`.
# Usage, as root:  sh collect.sh [ROOT] > web.collected
# Runs on GNU and busybox userlands. Reads only: it writes nothing but its output, and sends nothing anywhere.
# Hashes of passwords are taken out before they are written; commands of cron jobs and units are in the output.
LC_ALL=C
export LC_ALL
umask 077
root=${1:-/}
cd -- "$root" || exit 2
T=$(printf '\t')
N='
'
exec 3>&1

say() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }
has() { command -v "$1" > /dev/null 2>&1; }
unread() { [ -z "$1" ] || printf '%s\n' "$1" | sed "s/^/U$T/"; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

printf 'driftgate/collected/v1\n'
say H root "$root"
say H at "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
say H host "$(uname -n)"
say H uid "$(id -u)"

# File systems that the kernel makes up, other machines' and those in memory are left out, and said.
skip='proc sysfs devtmpfs devpts tmpfs ramfs cgroup cgroup2 securityfs debugfs tracefs pstore bpf mqueue hugetlbfs configfs fusectl efivarfs autofs binfmt_misc nsfs overlay rpc_pipefs selinuxfs nfs nfs4 cifs smb3 9p ceph fuse.sshfs fuse.lxcfs'
here=$(pwd -P)
prunes=$(
  [ ! -r /proc/self/mounts ] || while read -r _ at type _; do
    case " $skip " in *" $type "*) ;; *) continue ;; esac
    at=$(printf '%b' "$(printf '%s' "$at" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')")
    case $at in *"$N"*) continue ;; esac
    case $here in
      /) [ "$at" = / ] || printf '%s\t%s\n' "$type" ".$at" ;;
      *) case $at in "$here"/*) printf '%s\t%s\n' "$type" ".${at#"$here"}" ;; esac ;;
    esac
  done < /proc/self/mounts
)
# What find passes over: a list of `-path X -prune -o`. The signs of patterns in names are escaped.
set --
if [ -n "$prunes" ]; then
  while IFS="$T" read -r type at; do
    say M "$type" "$at" >&3
    pattern=$(printf '%s' "$at" | sed 's/[][*?\\]/\\&/g')
    set -- "$@" -path "$pattern/*" -prune -o
  done << END
$prunes
END
fi

# Files with a line break in their path go another way: one at a time, in hex.
form='F%f %u %g %s %Y %Z %d:%i %h %t:%T %n'
if stat -c %f . > /dev/null 2>&1; then
  errors=$(find . "$@" -path "*$N*" -prune -o -exec stat -c "$form" {} + 2>&1 >&3)
  unread "$errors"
  errors=$(find . "$@" -path "*$N*" -exec sh -c '
    for file do
      fields=$(stat -c "N%f %u %g %s %Y %Z %d:%i %h %t:%T " "$file") || continue
      printf "%s " "${fields% }"; printf "%s" "$file" | od -An -v -tx1 | tr -d " \n"; echo
    done' sh {} + 2>&1 >&3)
  unread "$errors"
else
  say U '' 'stat -c is not there: no files were collected'
fi

# Targets of links, in hex where one could not tell their ends.
export N T
errors=$(find . "$@" -type l -exec sh -c '
  for file do
    target=$(readlink "$file" && printf x) || continue
    target=${target%??}
    case $file$target in
      *"$N"* | *"$T"*)
        printf "L"; printf "%s" "$file" | od -An -v -tx1 | tr -d " \n"; printf " "
        printf "%s" "$target" | od -An -v -tx1 | tr -d " \n"; echo ;;
      *) printf "K%s\t%s\n" "$file" "$target" ;;
    esac
  done' sh {} + 2>&1 >&3)
unread "$errors"

if has sha256sum; then
  errors=$(find . "$@" -path "*$N*" -prune -o -type f -exec sha256sum {} + 2>&1 >&3 3>&-)
  unread "$errors"
  errors=$(find . "$@" -path "*$N*" -type f -exec sh -c '
    for file do
      sum=$(sha256sum < "$file") || continue
      printf "S%s " "${sum%% *}"; printf "%s" "$file" | od -An -v -tx1 | tr -d " \n"; echo
    done' sh {} + 2>&1 >&3)
  unread "$errors"
else
  say U '' 'sha256sum is not there: no file was hashed'
fi

if has getcap; then
  say H capabilities yes
  getcap -r . 2> /dev/null | sed "s/^/X$T/"
else
  say H capabilities no
fi

# Databases of packages, accounts, units and schedules are looked into where the output is read.
if has base64; then
  encode() { base64; }
  say H content base64
else
  encode() { od -An -v -tx1; }
  say H content hex
fi
keep() {
  for file do
    case $file in *"$N"*) say U '' 'a database with a line break in its path was not kept'; continue ;; esac
    { [ -f "$file" ] && [ -r "$file" ]; } || continue
    case $file in
      ./etc/shadow | ./etc/gshadow)
        printf 'C%s\n' "$file"
        sed 's/^\([^:]*\):\([!*]*\)[^:!*][^:]*/\1:\2(taken out)/' "$file" | encode ;;
      *)
        [ "$(wc -c < "$file")" -le 67108864 ] || { say U '' "$file is too large to be kept"; continue; }
        printf 'C%s\n' "$file"
        encode < "$file" ;;
    esac
    printf '.\n'
  done
}
keep ./etc/os-release ./usr/lib/os-release ./etc/passwd ./etc/group ./etc/shadow ./etc/gshadow ./etc/fstab ./etc/inittab \
  ./etc/machine-id ./var/lib/cloud/data/instance-id \
  ./var/lib/dpkg/status ./var/lib/dpkg/status.d/* ./var/lib/dpkg/diversions ./var/lib/dpkg/statoverride ./var/lib/dpkg/info/*.list \
  ./lib/apk/db/installed ./usr/lib/apk/db/installed \
  ./var/lib/rpm/rpmdb.sqlite* ./var/lib/rpm/Packages.db ./usr/lib/sysimage/rpm/rpmdb.sqlite* ./usr/lib/sysimage/rpm/Packages.db \
  ./etc/crontab ./etc/cron.*/* ./etc/crontabs/* ./etc/periodic/*/* ./etc/anacrontab ./var/spool/cron/* ./var/spool/cron/*/* \
  ./var/spool/at/* ./var/spool/cron/atjobs/* ./var/spool/atjobs/* \
  ./etc/ssh/sshd_config ./etc/ssh/sshd_config.d/* ./root/.ssh/authorized_keys* ./home/*/.ssh/authorized_keys* ./var/lib/*/.ssh/authorized_keys* \
  ./etc/sysctl.conf ./etc/sysctl.d/* ./usr/lib/sysctl.d/* ./lib/sysctl.d/* ./usr/local/lib/sysctl.d/* ./run/sysctl.d/* \
  ./etc/modules ./etc/modules-load.d/* ./usr/lib/modules-load.d/* ./lib/modules-load.d/* ./etc/modprobe.d/* ./usr/lib/modprobe.d/* ./lib/modprobe.d/* \
  ./boot/loader/entries/*.conf ./boot/efi/loader/entries/*.conf ./boot/grub/grub.cfg ./boot/grub2/grub.cfg ./boot/grub/grubenv ./boot/grub2/grubenv \
  ./boot/extlinux/extlinux.conf ./boot/extlinux.conf ./boot/cmdline.txt ./etc/kernel/cmdline ./etc/default/grub ./etc/default/grub.d/*
for folder in ./etc/systemd ./usr/lib/systemd ./lib/systemd ./usr/local/lib/systemd; do
  for file in "$folder"/system/* "$folder"/user/* "$folder"/system/*.d/*.conf "$folder"/user/*.d/*.conf; do keep "$file"; done
done
for file in ./usr/lib/python3*/site-packages/*/METADATA ./usr/lib/python3/dist-packages/*/METADATA ./usr/local/lib/python3*/*-packages/*/METADATA \
  ./usr/lib/python3*/site-packages/*.egg-info/PKG-INFO ./usr/lib/python3/dist-packages/*.egg-info/PKG-INFO ./usr/lib/python3/dist-packages/*.egg-info \
  ./usr/lib/node_modules/*/package.json ./usr/local/lib/node_modules/*/package.json ./usr/lib/node_modules/@*/*/package.json ./usr/local/lib/node_modules/@*/*/package.json; do
  keep "$file"
done
printf 'E\n'

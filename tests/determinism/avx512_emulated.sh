#!/usr/bin/env bash
# The rows of the AVX-512 kernel on a CPU that has none: an emulated one (Bochs, Skylake-X) starts a Linux kernel that
# runs kernel_rows.
#   avx512_emulated.sh PROGRAM FOLDER     PROGRAM: kernel_rows; FOLDER: where the downloaded Linux kernel is kept
# Packages: farside_emulator_packages of jobs/requirements.sh. The Linux kernel is Debian's, downloaded by apt and
# unpacked, not installed. Takes minutes; needs neither root nor KVM.
set -euo pipefail
program=$1
folder=$2

mkdir -p "$folder"
kernel=$(find "$folder" -name 'vmlinuz-*' | head -1)
if [ -z "$kernel" ]; then
  package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
  (cd "$folder" && apt-get download -q "$package" >&2 && dpkg -x "$package"_*.deb . && rm "$package"_*.deb)
  kernel=$(find "$folder" -name 'vmlinuz-*' | head -1)
fi

work=$(mktemp -d)
emulator=""
# shellcheck disable=SC2317
end() { [ -z "$emulator" ] || kill -- "-$emulator" 2>/dev/null || true; rm -rf "$work"; }
trap end EXIT
mkdir -p "$work"/{root/bin,iso/isolinux}
cp /bin/busybox "$program" "$work/root/bin/"
cat >"$work/root/init" <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mkdir -p /proc /dev; $B mount -t proc proc /proc; $B mount -t devtmpfs dev /dev
/bin/kernel_rows avx512 >/out 2>&1
echo "@@exit $?" >>/out
# paced: the serial line drops bursts
while IFS= read -r line; do echo "$line" >/dev/ttyS0; $B usleep 100000; done </out
$B sleep 2; $B poweroff -f
INIT
chmod +x "$work/root/init"
(cd "$work/root" && find . | cpio -o -H newc --quiet | gzip -9) >"$work/iso/initrd.gz"
cp "$kernel" "$work/iso/vmlinuz"
cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/iso/isolinux/"
# Bochs 2.7 tells a size of XSAVEC that Linux rejects, and Linux would go without AVX: XSAVEC and XSAVES (321, 323) are
# hidden.
cat >"$work/iso/isolinux/isolinux.cfg" <<CFG
default l
prompt 0
timeout 1
label l
 kernel /vmlinuz
 append initrd=/initrd.gz console=ttyS0 quiet mitigations=off nosmp noapic nolapic lpj=100000 tsc=unstable nopku \
  clearcpuid=321,323
CFG
xorriso -as mkisofs -o "$work/boot.iso" -b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot \
  -boot-load-size 4 -boot-info-table "$work/iso" 2>/dev/null
cat >"$work/bochsrc" <<RC
display_library: term
cpu: model=corei7_skylake_x, ips=50000000, reset_on_triple_fault=0
megs: 512
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path=$work/boot.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial.txt
log: $work/bochs.log
panic: action=fatal
error: action=ignore
info: action=ignore
RC
echo c >"$work/continue" # Debian builds Bochs with its debugger, which waits for a word
touch "$work/serial.txt"
set -m # a process group of its own, so that one kill ends all of it
sleep 1200 |
  TERM=xterm timeout 1200 script -qc "bochs-bin -q -f $work/bochsrc -rc $work/continue" /dev/null >/dev/null 2>&1 &
emulator=$(jobs -p)
for _ in $(seq 600); do
  ! grep -q '^@@exit' "$work/serial.txt" || break
  sleep 2
done
grep -q '^@@exit 0' "$work/serial.txt" || {
  tail -20 "$work/serial.txt" >&2
  echo "the emulated machine gave no answer" >&2
  exit 1
}
tr -d '\r' <"$work/serial.txt" | sed -n 's/.*\(avx512 [0-9a-f]\{16\}\).*/\1/p'

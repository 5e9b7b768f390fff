# shellcheck shell=bash
# What the site has and allows, asked of its scheduler. Sourced by submit.sh and slurm.sh.

find_scheduler() {
  if command -v sbatch >/dev/null; then echo slurm
  elif command -v bsub >/dev/null; then echo lsf
  elif [ -n "${SGE_ROOT:-}" ] && command -v qsub >/dev/null; then echo gridengine
  elif command -v qsub >/dev/null; then echo pbs
  else return 1; fi
}

# How many tasks an array may have; what the scheduler's makers ship where the site doesn't tell.
array_size_max() { # scheduler
  local told=""
  case $1 in
    slurm) told=$(scontrol show config 2>/dev/null | sed -n 's/^MaxArraySize *= *//p'); told=$((${told:-1001} - 1)) ;;
    gridengine) told=$(qconf -sconf 2>/dev/null | sed -n 's/^max_aj_tasks *//p'); told=${told:-75000} ;;
    pbs) told=$(qmgr -c 'print server' 2>/dev/null | sed -n 's/.*max_array_size *= *//p'); told=${told:-10000} ;;
    lsf) told=$(bparams -a 2>/dev/null | sed -n 's/^ *MAX_JOB_ARRAY_SIZE *= *//p'); told=${told:-1000} ;;
  esac
  if [[ $told =~ ^[1-9][0-9]*$ ]]; then echo "$told"; else echo 1000; fi
}

# Seconds of a time as people write it: 45m, 4h, 1h30m, 1d, 04:00:00, 1-12, 1-12:30, 1-12:30:00. A bare number and 4:00
# may mean two things and are none.
wall_seconds() {
  local s
  if [[ $1 =~ ^(([0-9]{1,4})d)?(([0-9]{1,6})h)?(([0-9]{1,8})m)?$ ]] && [ -n "$1" ]; then
    s=$((10#${BASH_REMATCH[2]:-0} * 86400 + 10#${BASH_REMATCH[4]:-0} * 3600 + 10#${BASH_REMATCH[6]:-0} * 60))
  elif [[ $1 =~ ^([0-9]{1,6}):([0-5]?[0-9]):([0-5]?[0-9])$ ]]; then
    s=$((10#${BASH_REMATCH[1]} * 3600 + 10#${BASH_REMATCH[2]} * 60 + 10#${BASH_REMATCH[3]}))
  elif [[ $1 =~ ^([0-9]{1,4})-([0-9]{1,2})(:([0-5]?[0-9])(:([0-5]?[0-9]))?)?$ ]]; then
    s=$((10#${BASH_REMATCH[1]} * 86400 + 10#${BASH_REMATCH[2]} * 3600))
    s=$((s + 10#${BASH_REMATCH[4]:-0} * 60 + 10#${BASH_REMATCH[6]:-0}))
  else
    return 1
  fi
  echo "$s"
}

# The partition that the last of such words as `--mem=4G -p long` names; nothing where none does.
partition_in() { # words of sbatch
  local name=""
  while [ $# -gt 0 ]; do
    case $1 in
      --partition=*) name=${1#*=} ;;
      -p | --partition) name=${2:-} ;;
      -p?*) name=${1#-p} ;;
    esac
    shift
  done
  echo "$name"
}

# The partition of the array, as sbatch will see it.
slurm_partition() {
  local words
  read -ra words <<<"${SBATCH_PARTITION:+-p $SBATCH_PARTITION} ${FARSIDE_SITE_OPTIONS:-} \
    ${FARSIDE_PARTITION:+-p $FARSIDE_PARTITION} ${FARSIDE_JOB_OPTIONS:-}"
  partition_in "${words[@]}"
}

# What Slurm tells of its partitions, one kind of node a line: name (with * at the default one), CPUs of such a node,
# longest time of a job. Nothing where it doesn't answer. Ask once: without a controller each call waits for seconds.
ask_slurm() { slurm_told=$(sinfo -h -a -e -o '%P %c %l' 2>/dev/null) || slurm_told=""; }

# Of what it told the lines of these partitions that have nodes, without their names.
slurm_nodes() { # partitions (with commas; empty: the default one)
  awk -v wanted="$1" '
    BEGIN { n = split(wanted, names, ","); for (i = 1; i <= n; ++i) asked[names[i]] }
    { name = $1; sub(/\*$/, "", name) }
    (wanted == "" ? $1 ~ /\*$/ : name in asked) && $2 > 0 { print $2, $3 }' <<<"$slurm_told"
}

slurm_partitions() {
  awk '$2 > 0 { sub(/\*$/, "", $1); print $1 }' <<<"$slurm_told" | sort -u | tr '\n' ' ' | sed 's/ $//'
}

# The CPUs of the largest node; nothing where Slurm doesn't tell.
slurm_cpus_max() { # partitions
  slurm_nodes "$1" | sed -n 's/^\([1-9][0-9]*\).*/\1/p' | sort -n | tail -1
}

# The seconds that a job may take; nothing where there is no limit. Slurm writes 30:00 for half an hour here.
slurm_wall_max() { # partitions
  local _ limit s most=0
  while read -r _ limit; do
    [[ $limit =~ ^[0-9]+:[0-9]+$ ]] && limit=0:$limit
    s=$(wall_seconds "$limit") || return 0
    [ "$s" -le "$most" ] || most=$s
  done < <(slurm_nodes "$1")
  [ "$most" = 0 ] || echo "$most"
}
